package com.cloudaggregator.persistence.notice;

import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;

/** The notices to former owners. */
public interface TransferNoticeJpaRepository extends JpaRepository<TransferNoticeEntity, UUID> {

  List<TransferNoticeEntity> findByUserIdOrderByOccurredAtDescIdDesc(String userId, Limit limit);

  /** The page after a notice of the same user; empty for the id of another user's notice. */
  @Query(
      """
      select n from TransferNoticeEntity n, TransferNoticeEntity last
      where n.userId = :user and last.id = :after and last.userId = :user
        and (n.occurredAt < last.occurredAt or n.occurredAt = last.occurredAt and n.id < last.id)
      order by n.occurredAt desc, n.id desc
      """)
  List<TransferNoticeEntity> findNextPage(String user, UUID after, Limit limit);

  /** Counted up to a limit. */
  @NativeQuery(
      """
      SELECT count(*) FROM (
        SELECT 1 FROM cloud_transfer_events WHERE user_id = :user AND acknowledged_at IS NULL LIMIT :most) unread
      """)
  int countUnread(String user, int most);

  @Modifying
  @Query(
      "update TransferNoticeEntity n set n.acknowledgedAt = instant where n.userId = :user and n.acknowledgedAt is null")
  void acknowledgeAll(String user);

  /**
   * Keeps the time of the first acknowledgement.
   *
   * @return 0 when there is no such notice, or it is another user's
   */
  @Modifying
  @Query(
      """
      update TransferNoticeEntity n set n.acknowledgedAt = coalesce(n.acknowledgedAt, instant)
      where n.id = :id and n.userId = :user
      """)
  int acknowledge(UUID id, String user);
}
