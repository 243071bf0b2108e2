package com.cloudaggregator.persistence;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes down a change of owner in the transaction that makes it: the history row and the event for the host product,
 * in one statement, by the database's clock.
 */
final class OwnershipJournal {
  /** The payload is built by the server, which escapes what it quotes. */
  private static final String WRITE = """
      WITH change AS (
        INSERT INTO account_ownership_history (account_id, epoch, from_user, to_user, cause, jti)
        VALUES (:account, :epoch, :from, :to, :cause, :jti)
        RETURNING at)
      INSERT INTO outbox (id, account_id, epoch, type, payload, created_at)
      SELECT :id, :account, :epoch, :type,
        jsonb_build_object(
          'type', CAST(:type AS text),
          'timestamp', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'data', jsonb_build_object(
            'account_id', CAST(:account AS uuid),
            'provider', CAST(:provider AS text),
            'user_id', CAST(:user AS text),
            'epoch', CAST(:epoch AS bigint))),
        at
      FROM change
      RETURNING created_at
      """;

  /** That the owner has to sign in is no change of owner; a version that failed was told once, whoever tells it again. */
  private static final String TELL = """
      INSERT INTO outbox (id, account_id, epoch, type, occurrence, payload)
      VALUES (:id, :account, :epoch, 'account.needs_reconnect', :version,
        jsonb_build_object(
          'type', 'account.needs_reconnect',
          'timestamp', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'data', jsonb_build_object(
            'account_id', CAST(:account AS uuid),
            'provider', CAST(:provider AS text),
            'user_id', CAST(:user AS text),
            'epoch', CAST(:epoch AS bigint))))
      ON CONFLICT ON CONSTRAINT outbox_account_id_epoch_type_occurrence_key DO NOTHING
      """;

  /**
   * What happened to the owner's access while it stayed his, for his own timeline. Whoever writes has changed the
   * account's row in the same transaction, so that turns are taken one after the other.
   */
  private static final String NOTE = """
      INSERT INTO account_access_events (account_id, epoch, turn, user_id, kind)
      SELECT :account, :epoch, coalesce(max(turn), 0) + 1, :user, :kind
      FROM account_access_events WHERE account_id = :account AND epoch = :epoch
      """;

  private final JdbcClient jdbc;
  private final Supplier<UUID> ids;

  OwnershipJournal(JdbcClient jdbc, Supplier<UUID> ids) {
    this.jdbc = jdbc;
    this.ids = ids;
  }

  Instant connected(AccountId id, ProviderAccountId account, UserId owner) {
    return write(id, account, Epoch.FIRST, null, owner, "connected", null, "account.connected");
  }

  Instant adopted(AccountId id, ProviderAccountId account, UserId owner, Epoch epoch) {
    return write(id, account, epoch, null, owner, "adopted", null, "account.connected");
  }

  Instant transferred(
      AccountId id, ProviderAccountId account, UserId from, UserId to, Epoch epoch, TransferId transfer) {
    return write(id, account, epoch, from, to, "transferred", transfer, "ownership.transferred");
  }

  Instant released(AccountId id, ProviderAccountId account, UserId owner, Epoch epoch) {
    return write(id, account, epoch, owner, null, "released", null, "account.released");
  }

  /** @param version of the credentials that failed */
  void needsReconnect(CloudAccount account, UserId owner, long version) {
    jdbc.sql(TELL)
        .param("id", ids.get())
        .param("account", account.id().value())
        .param("epoch", account.epoch().value())
        .param("version", version)
        .param("provider", account.providerAccount().provider().id())
        .param("user", owner.value())
        .update();
    note(account, owner, "needs_reconnect");
  }

  /** That the owner signed in once more, whether or not he had to. */
  void reconnected(CloudAccount account, UserId owner) {
    note(account, owner, "reconnected");
  }

  private void note(CloudAccount account, UserId owner, String kind) {
    jdbc.sql(NOTE)
        .param("account", account.id().value())
        .param("epoch", account.epoch().value())
        .param("user", owner.value())
        .param("kind", kind)
        .update();
  }

  /** The event names the new owner, or the last one where there is no new one. */
  private Instant write(
      AccountId id,
      ProviderAccountId account,
      Epoch epoch,
      @Nullable UserId from,
      @Nullable UserId to,
      String cause,
      @Nullable TransferId transfer,
      String type) {
    UserId user = to != null ? to : from;
    return jdbc.sql(WRITE)
        .param("account", id.value())
        .param("epoch", epoch.value())
        .param("from", from == null ? null : from.value())
        .param("to", to == null ? null : to.value())
        .param("cause", cause)
        .param("jti", transfer == null ? null : transfer.value())
        .param("id", ids.get())
        .param("type", type)
        .param("provider", account.provider().id())
        .param("user", user == null ? null : user.value())
        .query(OffsetDateTime.class)
        .single()
        .toInstant();
  }
}
