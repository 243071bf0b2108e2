package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.CloudAccounts.Revocable;
import com.cloudaggregator.application.port.Revocations;
import com.cloudaggregator.application.port.Vault;
import com.cloudaggregator.application.port.Vault.OpenResult;
import com.cloudaggregator.application.port.Vault.Place;
import com.cloudaggregator.application.port.Vault.Purpose;
import com.cloudaggregator.application.port.Vault.Sealed;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The revocations on PostgreSQL. A claim puts the row off by its lease and counts its attempts; the number of the
 * attempt is what later calls of the claim are compared with.
 */
final class StoredRevocations implements Revocations {
  private static final String REQUEST = """
      INSERT INTO grant_revocations
        (id, account_id, epoch, provider, user_id, masked_label, state, token_kind, token_sealed, due_at, settled_at)
      VALUES (:id, :account, :epoch, :provider, :user, :label, :state, :kind, :token,
        now() + :delay * interval '1 millisecond', CASE WHEN :state = 'pending' THEN NULL ELSE now() END)
      """;

  private static final String CLAIM = """
      UPDATE grant_revocations r
      SET attempts = r.attempts + 1, due_at = now() + :lease * interval '1 millisecond'
      FROM cloud_provider_accounts a
      WHERE a.id = r.account_id AND r.id = (
        SELECT id FROM grant_revocations
        WHERE state = 'pending' AND due_at <= now() AND provider <> ALL (:not_of)
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING r.id, r.provider, a.provider_account_id, r.user_id, r.epoch, r.token_kind, r.token_sealed, r.attempts
      """;

  /**
   * The last look before the call: nothing if the lease is over, and no token any more if the epoch has moved on. The
   * lock waits for who is just connecting the account, so that he is seen here or sees that this is under way.
   */
  private static final String CHECK = """
      WITH a AS MATERIALIZED (
        SELECT id, epoch FROM cloud_provider_accounts
        WHERE id = (SELECT account_id FROM grant_revocations WHERE id = :id) FOR SHARE)
      UPDATE grant_revocations r
      SET state = CASE WHEN a.epoch = r.epoch THEN r.state ELSE 'dropped' END,
        token_sealed = CASE WHEN a.epoch = r.epoch THEN r.token_sealed END,
        settled_at = CASE WHEN a.epoch = r.epoch THEN NULL ELSE now() END
      FROM a
      WHERE a.id = r.account_id AND r.id = :id AND r.attempts = :attempt AND r.state = 'pending' AND r.due_at > now()
      RETURNING r.state
      """;

  /** Always lower than it was, so that a refresh that is under way sees that this came between. */
  private static final String DOUBT = """
      UPDATE cloud_provider_accounts a
      SET access_token_expires_at = least(a.access_token_expires_at - interval '1 microsecond', now())
      FROM grant_revocations r
      WHERE r.id = :id AND a.id = r.account_id AND a.epoch > r.epoch
        AND a.status = 'connected' AND a.refresh_token_sealed IS NOT NULL
      RETURNING a.id, a.user_id, a.epoch
      """;

  /**
   * For {@link StoredCloudAccounts}: whether the provider is being called for the release at {@code :epoch}, or was so
   * lately that a grant given before may only now be stored.
   */
  static final String REVOKED_JUST_NOW = """
      EXISTS (SELECT FROM grant_revocations r
        WHERE r.account_id = :id AND r.epoch = :epoch AND r.attempts > 0
          AND (r.settled_at IS NULL OR r.settled_at > now() - interval '1 minute'))
      """;

  private static final String SETTLE = """
      UPDATE grant_revocations SET state = :state, token_sealed = NULL, settled_at = now()
      WHERE id = :id AND attempts = :attempt AND state = 'pending'
      """;

  private static final String POSTPONE = """
      UPDATE grant_revocations SET due_at = now() + :pause * interval '1 millisecond'
      WHERE id = :id AND attempts = :attempt AND state = 'pending'
      """;

  private static final String OF = """
      SELECT id, account_id, provider, masked_label, requested_at, state FROM grant_revocations
      WHERE user_id = :user ORDER BY requested_at DESC, id DESC LIMIT :limit
      """;

  private static final String LONGEST_WAIT = """
      SELECT coalesce(greatest(0, extract(epoch FROM now() - min(due_at)) * 1000)::bigint, 0)
      FROM grant_revocations WHERE state = 'pending'
      """;

  private final Transactions transactions;
  private final JdbcClient jdbc;
  private final Vault vault;
  private final Supplier<UUID> ids;

  StoredRevocations(Transactions transactions, JdbcClient jdbc, Vault vault, Supplier<UUID> ids) {
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.vault = vault;
    this.ids = ids;
  }

  /**
   * Writes the request down, in the transaction of the release.
   *
   * @param his what the former owner had; empty when it does not open
   * @param released the account as the release leaves it
   */
  RevocationState request(Optional<Credentials> his, UserId owner, CloudAccount released, Revocable revocable) {
    UUID id = ids.get();
    ProviderAccountId account = released.providerAccount();
    Secret token = his.map(credentials -> credentials.refreshToken().orElse(credentials.accessToken())).orElse(null);
    RevocationState state = !revocable.providers().contains(account.provider())
        ? RevocationState.UNSUPPORTED
        : token == null ? RevocationState.FAILED : RevocationState.PENDING;
    boolean kept = state == RevocationState.PENDING && token != null;
    boolean refreshes = his.flatMap(Credentials::refreshToken).isPresent();
    jdbc.sql(REQUEST)
        .param("id", id)
        .param("account", released.id().value())
        .param("epoch", released.epoch().value())
        .param("provider", account.provider().id())
        .param("user", owner.value())
        .param("label", released.label().masked())
        .param("state", stored(state))
        .param("kind", kept ? stored(refreshes ? TokenKind.REFRESH_TOKEN : TokenKind.ACCESS_TOKEN) : null, Types.VARCHAR)
        .param(
            "token",
            kept && token != null ? vault.seal(token, place(id, account, owner, released.epoch())).bytes() : null,
            Types.BINARY)
        .param("delay", revocable.delay().toMillis())
        .update();
    return state;
  }

  @Override
  public Optional<Due> claim(Duration lease, Set<Provider> notOf) {
    return transactions.call(() -> jdbc.sql(CLAIM)
        .param("lease", lease.toMillis())
        .param("not_of", notOf.stream().map(Provider::id).toArray(String[]::new))
        .query((row, n) -> due(row))
        .optional());
  }

  private Due due(ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    Provider provider = new Provider(row.getString("provider"));
    Place place = place(
        id,
        new ProviderAccountId(provider, row.getString("provider_account_id")),
        new UserId(row.getString("user_id")),
        new Epoch(row.getLong("epoch")));
    return new Due(
        id,
        provider,
        TokenKind.valueOf(row.getString("token_kind").toUpperCase(Locale.ROOT)),
        opened(row.getBytes("token_sealed"), place),
        row.getInt("attempts"));
  }

  private @Nullable Secret opened(byte[] sealed, Place place) {
    return switch (vault.open(new Sealed(sealed), place)) {
      case OpenResult.Opened(var token) -> token;
      case OpenResult.Unreadable() -> null;
    };
  }

  @Override
  public Standing check(Due due) {
    return transactions.call(() -> claimed(CHECK, due)
        .query(String.class)
        .optional()
        .map(state -> state.equals("pending") ? Standing.STANDS : Standing.OVERTAKEN)
        .orElse(Standing.LOST));
  }

  @Override
  public Optional<Successor> doubt(Due due) {
    return transactions.call(() -> jdbc.sql(DOUBT)
        .param("id", due.id())
        .query((row, n) -> new Successor(
            new AccountId(row.getObject("id", UUID.class)),
            new UserId(row.getString("user_id")),
            new Epoch(row.getLong("epoch"))))
        .optional());
  }

  @Override
  public void settle(Due due, RevocationState state) {
    transactions.call(() -> claimed(SETTLE, due).param("state", stored(state)).update());
  }

  @Override
  public void postpone(Due due, Duration pause) {
    transactions.call(() -> claimed(POSTPONE, due).param("pause", pause.toMillis()).update());
  }

  private JdbcClient.StatementSpec claimed(String sql, Due due) {
    return jdbc.sql(sql).param("id", due.id()).param("attempt", due.attempt());
  }

  @Override
  public List<DisconnectedAccount> of(UserId formerOwner, int limit) {
    return transactions.call(() -> jdbc.sql(OF)
        .param("user", formerOwner.value())
        .param("limit", limit)
        .query((row, n) -> new DisconnectedAccount(
            row.getObject("id", UUID.class),
            new AccountId(row.getObject("account_id", UUID.class)),
            new Provider(row.getString("provider")),
            row.getString("masked_label"),
            row.getObject("requested_at", OffsetDateTime.class).toInstant(),
            RevocationState.valueOf(row.getString("state").toUpperCase(Locale.ROOT))))
        .list());
  }

  @Override
  public Duration longestWait() {
    return transactions.call(() -> Duration.ofMillis(jdbc.sql(LONGEST_WAIT).query(Long.class).single()));
  }

  private static Place place(UUID id, ProviderAccountId account, UserId owner, Epoch epoch) {
    return new Place(Purpose.REVOCATION_TOKEN, id, account, owner, epoch);
  }

  private static String stored(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
