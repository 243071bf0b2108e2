package com.cloudaggregator.persistence.activity;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/** The history of owners. */
public interface OwnershipHistoryJpaRepository
    extends Repository<OwnershipHistoryEntity, OwnershipHistoryEntity.Key> {

  /**
   * Inserts the event of a {@code change} whose time is {@code at}. PostgreSQL builds the payload,
   * so that it escapes the values.
   */
  String EVENT_OF_CHANGE =
      """
      INSERT INTO outbox (id, account_id, epoch, type, payload, created_at)
      SELECT :id, :account, :epoch, :type,
        jsonb_build_object(
          'type', CAST(:type AS text),
          'timestamp', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'data', jsonb_build_object(
            'account_id', CAST(:account AS uuid),
            'provider', CAST(:provider AS text),
            'user_id', CAST(:owner AS text),
            'epoch', CAST(:epoch AS bigint))),
        at
      FROM change
      RETURNING created_at
      """;

  /**
   * Inserts the history row and the outbox event in one statement, with one time. A trigger
   * replaces the users by their pseudonyms in the history row; the event names the user. A transfer
   * also inserts the e-mail to the former owner, if an address is known and they want e-mails; it
   * names no user, as the notice of the same epoch does.
   *
   * @param email id of the e-mail
   * @param id of the event
   * @param owner the owner in the event: the new one, or the last one after a release
   * @return the time of the change
   */
  @NativeQuery(
      """
      WITH change AS (
        INSERT INTO account_ownership_history (account_id, epoch, from_user, to_user, cause, jti)
        VALUES (:account, :epoch, :from, :to, :cause, :jti)
        RETURNING at),
      email AS (
        INSERT INTO outbox (id, account_id, epoch, channel, type, payload)
        SELECT CAST(:email AS uuid), CAST(:account AS uuid), CAST(:epoch AS bigint), 'email', 'ownership.lost', '{}'
        FROM user_contacts
        WHERE CAST(:cause AS text) = 'transferred' AND user_id = CAST(:from AS text) AND wanted)
      """
          + EVENT_OF_CHANGE)
  Instant insertWithEvent(
      UUID account,
      long epoch,
      @Nullable String from,
      @Nullable String to,
      String cause,
      @Nullable UUID jti,
      UUID email,
      UUID id,
      String type,
      String provider,
      @Nullable String owner);

  List<OwnershipHistoryEntity> findByAccountIdOrderByEpoch(UUID accountId);

  boolean existsByAccountIdAndEpochAndToUser(UUID accountId, long epoch, String toUser);

  /** The times by which the pace of transfers is judged, and the database's time. */
  @NativeQuery(
      """
      SELECT now() AS now,
        (SELECT max(at) FROM account_ownership_history
          WHERE account_id = :account AND cause = 'transferred') AS last_move,
        (SELECT at FROM account_ownership_history
          WHERE account_id = :account AND cause = 'transferred'
          ORDER BY epoch DESC OFFSET :max - 1 LIMIT 1) AS last_but_max
      """)
  RecentMoves recentMoves(UUID account, int max);

  /** The result of {@link #recentMoves}. */
  interface RecentMoves {
    Instant getNow();

    /** Null when the account has never been transferred. */
    @Nullable Instant getLastMove();

    /** The oldest of as many moves as a day may have; null when there were fewer. */
    @Nullable Instant getLastButMax();
  }
}
