package com.cloudaggregator.persistence.keys;

import java.util.List;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/**
 * The reports of the tasks on vault keys, and since when a task has had work. Upserts are native
 * SQL.
 */
interface KeyReportJpaRepository extends Repository<KeyReportEntity, KeyReportEntity.Key> {

  List<KeyReportEntity> findByTask(String task);

  @Modifying
  @Query("delete from KeyReportEntity r where r.task = :task and r.keyId <> ''")
  void deleteKeys(String task);

  @Modifying
  @NativeQuery(
      """
      INSERT INTO vault_key_reports (task, key_id) VALUES (:task, '')
      ON CONFLICT (task, key_id) DO UPDATE SET started_at = now(), noted_at = now(), ended = false
      """)
  void begin(String task);

  @Modifying
  @NativeQuery(
      """
      INSERT INTO vault_key_reports (task, key_id, good, bad) VALUES (:task, :key, :good, :bad)
      ON CONFLICT (task, key_id) DO UPDATE SET good = excluded.good, bad = excluded.bad, noted_at = now()
      """)
  void note(String task, String key, long good, long bad);

  @Modifying
  @NativeQuery(
      "UPDATE vault_key_reports SET noted_at = now(), ended = :ended WHERE task = :task AND key_id = ''")
  void noteRun(String task, boolean ended);

  /** Keeps the last report until the requested run begins. */
  @Modifying
  @NativeQuery(
      """
      INSERT INTO vault_key_reports (task, key_id) VALUES (:task, '')
      ON CONFLICT (task, key_id) DO UPDATE SET ended = false
      """)
  void request(String task);

  @NativeQuery(
      """
      SELECT NOT EXISTS (SELECT FROM vault_key_reports
        WHERE task = :task AND key_id = '' AND ended AND noted_at > now() - :millis * interval '1 millisecond')
      """)
  boolean isDue(String task, long millis);

  @Modifying
  @NativeQuery("INSERT INTO vault_key_waits (task) VALUES (:task) ON CONFLICT (task) DO NOTHING")
  void startWait(String task);

  @Modifying
  @NativeQuery("DELETE FROM vault_key_waits WHERE task = :task")
  void endWait(String task);

  @NativeQuery(
      """
      SELECT coalesce((
        SELECT CAST(greatest(0, extract(epoch FROM now() - since) * 1000) AS bigint)
        FROM vault_key_waits WHERE task = :task), 0)
      """)
  long waitMillis(String task);
}
