package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.Custody;
import com.cloudaggregator.application.port.Vault;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshTrouble;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Custody on PostgreSQL: one row, whose lease columns say who refreshes, and compare-and-set on owner, epoch and version
 * for whatever changes it. Plain JDBC, since the read is made for every access token that is asked for.
 */
final class StoredCustody implements Custody {
  /** What every change of owner sets: a refresh of before has no say any more. */
  static final String NO_REFRESH = """
      refresh_lease_id = NULL, refresh_lease_until = NULL, refresh_failures = 0,
        refresh_not_before = NULL, refresh_trouble = NULL, refresh_unknown_since = NULL,""";

  private static final String READ = """
      SELECT id, provider, provider_account_id, user_id, epoch, status, reason, label, connected_at,
        access_token_sealed, access_token_expires_at, refresh_token_sealed, scopes, refresh_token_version,
        refresh_failures, refresh_trouble,
        CAST(extract(epoch FROM refresh_lease_until - now()) * 1000 AS bigint) AS leased_millis,
        CAST(extract(epoch FROM refresh_not_before - now()) * 1000 AS bigint) AS postponed_millis
      FROM cloud_provider_accounts
      WHERE id = :id AND user_id = :owner
      """;

  private static final String WAS_OWNER = """
      SELECT EXISTS (
        SELECT FROM account_ownership_history WHERE account_id = :id AND epoch = :epoch AND to_user = :user)
      """;

  private static final String AS_SEEN =
      " WHERE id = :id AND user_id = :owner AND epoch = :epoch AND refresh_token_version = :version"
          + " AND status = 'connected'";

  /** A predecessor who did not give it back may have refreshed, or not. The same lease, asked for again, is answered. */
  private static final String LEASE = """
      UPDATE cloud_provider_accounts
      SET refresh_lease_id = :lease, refresh_lease_until = now() + :millis * interval '1 millisecond',
        refresh_unknown_since = CASE
          WHEN refresh_lease_id <> :lease THEN coalesce(refresh_unknown_since, refresh_lease_until)
          ELSE refresh_unknown_since END
      """ + AS_SEEN + """
       AND (refresh_lease_until IS NULL OR refresh_lease_until <= now() OR refresh_lease_id = :lease)
       AND (refresh_not_before IS NULL OR refresh_not_before <= now())
      RETURNING CAST(extract(epoch FROM now() - refresh_unknown_since) * 1000 AS bigint) AS unknown_millis
      """;

  /** Whoever doubts the grant lowers the expiry: where it is not the one seen, the answer may be older than the doubt. */
  private static final String STORE = """
      UPDATE cloud_provider_accounts
      SET access_token_sealed = :access, scopes = :scopes,
        access_token_expires_at = CASE
          WHEN access_token_expires_at IS NOT DISTINCT FROM CAST(:seen AS timestamptz) THEN CAST(:expires AS timestamptz)
          ELSE least(CAST(:expires AS timestamptz), now()) END,
        refresh_token_sealed = coalesce(:refresh, refresh_token_sealed),
        refresh_token_version = refresh_token_version + 1, refreshed_at = now(),
      """ + NO_REFRESH + " updated_at = now()" + AS_SEEN
      + " RETURNING access_token_expires_at IS NOT DISTINCT FROM CAST(:expires AS timestamptz)";

  private static final String POSTPONE = """
      UPDATE cloud_provider_accounts
      SET refresh_lease_id = NULL, refresh_lease_until = NULL, refresh_failures = least(refresh_failures + 1, 1000),
        refresh_not_before = now() + :millis * interval '1 millisecond', refresh_trouble = :trouble,
        refresh_failed_at = now(),
        refresh_unknown_since = CASE
          WHEN :unknown THEN coalesce(refresh_unknown_since, now()) ELSE refresh_unknown_since END
      """ + AS_SEEN + " AND refresh_lease_id = :lease";

  private static final String NEEDS_RECONNECT = """
      UPDATE cloud_provider_accounts
      SET status = 'needs_reconnect', reason = :reason, refresh_failed_at = now(),
      """ + NO_REFRESH + " updated_at = now()" + AS_SEEN + " AND refresh_lease_id = :lease";

  private final Transactions transactions;
  private final JdbcClient jdbc;
  private final OwnershipJournal journal;
  private final Vault vault;
  private final Supplier<UUID> ids;

  StoredCustody(
      Transactions transactions, JdbcClient jdbc, OwnershipJournal journal, Vault vault, Supplier<UUID> ids) {
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.journal = journal;
    this.vault = vault;
    this.ids = ids;
  }

  /** What is read is opened after the connection is given back. */
  @Override
  public Optional<Holding> read(AccountId id, UserId owner) {
    return transactions
        .call(() -> jdbc.sql(READ)
            .param("id", id.value())
            .param("owner", owner.value())
            .query((row, n) -> Row.of(row))
            .optional())
        .map(row -> row.open(vault, owner));
  }

  @Override
  public boolean wasOwner(AccountId id, UserId user, Epoch epoch) {
    return transactions.call(() -> jdbc.sql(WAS_OWNER)
        .param("id", id.value())
        .param("epoch", epoch.value())
        .param("user", user.value())
        .query(Boolean.class)
        .single());
  }

  @Override
  public Optional<Lease> lease(Holding seen, Duration time) {
    UUID lease = ids.get();
    return transactions.call(() -> asSeen(LEASE, seen)
        .param("lease", lease)
        .param("millis", time.toMillis())
        .query((row, n) -> new Lease(lease, seen, duration(row, "unknown_millis")))
        .optional());
  }

  @Override
  public StoreResult store(Lease lease, Credentials fresh) {
    CloudAccount account = lease.of().account();
    SealedCredentials sealed = SealedCredentials.seal(fresh, vault, place(account, owner(account)));
    Instant seen = lease.of().credentials().map(Credentials::accessTokenExpiresAt).orElse(null);
    return transactions.call(() -> sealed.bind(asSeen(STORE, lease.of()))
        .param("seen", seen == null ? null : seen.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE)
        .query(Boolean.class)
        .optional()
        .map(stands -> stands ? StoreResult.STORED : StoreResult.DOUBTED)
        .orElse(StoreResult.SUPERSEDED));
  }

  @Override
  public void postpone(Lease lease, RefreshTrouble trouble, Duration time, boolean mayHaveHappened) {
    transactions.call(() -> asSeen(POSTPONE, lease.of())
        .param("lease", lease.id())
        .param("millis", time.toMillis())
        .param("trouble", trouble.code())
        .param("unknown", mayHaveHappened)
        .update());
  }

  @Override
  public StoreResult needsReconnect(Lease lease, ReconnectReason reason) {
    CloudAccount account = lease.of().account();
    return answer(transactions.call(() -> {
      int rows = asSeen(NEEDS_RECONNECT, lease.of())
          .param("lease", lease.id())
          .param("reason", reason.code())
          .update();
      if (rows == 1) {
        journal.needsReconnect(account, owner(account), lease.of().version());
      }
      return rows;
    }));
  }

  private JdbcClient.StatementSpec asSeen(String sql, Holding seen) {
    CloudAccount account = seen.account();
    return jdbc.sql(sql)
        .param("id", account.id().value())
        .param("owner", owner(account).value())
        .param("epoch", account.epoch().value())
        .param("version", seen.version());
  }

  private static StoreResult answer(int rows) {
    return rows == 1 ? StoreResult.STORED : StoreResult.SUPERSEDED;
  }

  private static UserId owner(CloudAccount account) {
    return account.owner().orElseThrow();
  }

  private static SealedCredentials.Custody place(CloudAccount account, UserId owner) {
    return new SealedCredentials.Custody(
        account.id().value(), account.providerAccount(), owner, account.epoch(), false);
  }

  private static @Nullable Duration duration(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Duration.ofMillis(Math.max(0, millis));
  }

  /** The row as it was read, shut. */
  private record Row(
      CloudAccount account,
      long version,
      SealedCredentials sealed,
      @Nullable Duration leasedFor,
      @Nullable Duration postponedFor,
      @Nullable String trouble,
      int failures) {

    static Row of(ResultSet row) throws SQLException {
      AccountStatus status = AccountStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT));
      CloudAccount account = new CloudAccount(
          new AccountId(row.getObject("id", UUID.class)),
          ProviderAccountId.of(row.getString("provider"), row.getString("provider_account_id")),
          new UserId(row.getString("user_id")),
          new Epoch(row.getLong("epoch")),
          status,
          status == AccountStatus.NEEDS_RECONNECT ? ReconnectReason.of(row.getString("reason")) : null,
          new AccountLabel(row.getString("label")),
          row.getObject("connected_at", OffsetDateTime.class).toInstant());
      return new Row(
          account,
          row.getLong("refresh_token_version"),
          new SealedCredentials(
              row.getBytes("access_token_sealed"),
              expiry(row),
              row.getBytes("refresh_token_sealed"),
              row.getString("scopes")),
          duration(row, "leased_millis"),
          duration(row, "postponed_millis"),
          row.getString("refresh_trouble"),
          row.getInt("refresh_failures"));
    }

    private static @Nullable Instant expiry(ResultSet row) throws SQLException {
      OffsetDateTime expiry = row.getObject("access_token_expires_at", OffsetDateTime.class);
      return expiry == null ? null : expiry.toInstant();
    }

    Holding open(Vault vault, UserId owner) {
      return new Holding(
          account,
          version,
          sealed.open(vault, place(account, owner)).orElse(null),
          leasedFor == null ? Duration.ZERO : leasedFor,
          postponedFor == null ? Duration.ZERO : postponedFor,
          trouble == null ? null : RefreshTrouble.of(trouble),
          failures);
    }

    @Override
    public String toString() {
      return "Row[…]";
    }
  }
}
