package com.cloudaggregator.persistence.erasure;

import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.application.erasure.UserExport;
import com.cloudaggregator.application.erasure.UserExport.StoredRecord;
import com.cloudaggregator.application.erasure.UserExport.StoredValue;
import com.cloudaggregator.application.erasure.UserRecords;
import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.persistence.account.AccountChanges;
import com.cloudaggregator.persistence.account.CloudAccountEntity;
import com.cloudaggregator.persistence.account.CloudAccountJpaRepository;
import com.cloudaggregator.persistence.activity.OwnershipJournal;
import com.cloudaggregator.persistence.disconnect.JpaRevocations;
import com.cloudaggregator.persistence.seal.StoredSecrets;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What is stored about a user, on PostgreSQL. Locks are taken in the order offer, account, user.
 * Triggers take a shared advisory lock on the user for every row that begins to name them, so a
 * transaction that holds this lock alone sees all that came before and is seen by all that comes
 * after.
 *
 * <p>These are bulk statements on every table with a user and load no entity, except for the
 * release itself, so this class uses {@link JdbcClient} ({@code docs/decisions/0060}).
 */
@Component
final class JdbcUserRecords implements UserRecords {
  /** As the triggers take it, but exclusively ({@code 0078-erasure.sql}). */
  private static final String LOCK =
      "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(:user, 86))";

  private static final String PSEUDONYM =
      "SELECT pseudonym FROM user_pseudonyms WHERE user_id = :user";

  private static final String EVIDENCE =
      """
      UPDATE ownership_verification_evidence SET provider_account_id = :after
      WHERE provider = :provider AND provider_account_id = :before
      """;

  /** Offers to the user, and for an account that was theirs. */
  private static final String OFFERS =
      """
      DELETE FROM ownership_transfer_requests WHERE jti IN (
        SELECT jti FROM ownership_transfer_requests WHERE requester = :user OR expected_owner = :user LIMIT :limit)
      """;

  /** What has to be changed under a lock that comes before the lock of the user. */
  private static final String OWNS =
      """
      SELECT EXISTS (SELECT FROM cloud_provider_accounts WHERE user_id = :user)
        OR EXISTS (SELECT FROM ownership_transfer_requests WHERE requester = :user OR expected_owner = :user)
        OR EXISTS (SELECT FROM grant_revocations WHERE user_id = :user AND state = 'pending')
      """;

  private static final String NOTICES =
      """
      DELETE FROM cloud_transfer_events WHERE id IN (
        SELECT id FROM cloud_transfer_events WHERE user_id = :user LIMIT :limit)
      """;

  private static final String ACCESS_EVENTS =
      """
      DELETE FROM account_access_events WHERE (account_id, epoch, turn) IN (
        SELECT account_id, epoch, turn FROM account_access_events WHERE user_id = :user LIMIT :limit)
      """;

  private static final String SERVICE_CALLS =
      """
      UPDATE service_calls SET user_id = :pseudonym WHERE id IN (
        SELECT id FROM service_calls WHERE user_id = :user LIMIT :limit)
      """;

  /** Their delivery still needs the user. */
  private static final String EVENTS =
      """
      UPDATE outbox SET forget = true WHERE id IN (
        SELECT id FROM outbox WHERE payload -> 'data' ->> 'user_id' = :user AND NOT forget LIMIT :limit)
      """;

  /** Their attributes go with them. */
  private static final String SESSIONS =
      """
      DELETE FROM spring_session WHERE primary_id IN (
        SELECT primary_id FROM spring_session WHERE principal_name = :user LIMIT :limit)
      """;

  /** The action stays, as the history does; what was written about the user goes. */
  private static final String REASONS =
      """
      UPDATE operator_actions SET reason = '' WHERE id IN (
        SELECT id FROM operator_actions
        WHERE owner = (SELECT pseudonym FROM user_pseudonyms WHERE user_id = :user) AND reason <> '' LIMIT :limit)
      """;

  private static final String CONTACT = "DELETE FROM user_contacts WHERE user_id = :user";

  private static final String FORGET = "DELETE FROM user_pseudonyms WHERE user_id = :user";

  private static final String ERASED =
      """
      INSERT INTO erased_users (user_hash) VALUES (erased_value('user', :user))
      ON CONFLICT (user_hash) DO UPDATE SET erased_at = now()
      """;

  /** The select lists name what is exported: no token, no other user. */
  private static final Map<String, String> EXPORTED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "cloud_provider_accounts",
                  """
                  SELECT id, provider, provider_account_id, user_id, epoch, status, reason, label, nickname, scopes, client,
                    access_token_expires_at, connected_at, updated_at, refreshed_at, refresh_failed_at
                  FROM cloud_provider_accounts WHERE user_id = :user ORDER BY id LIMIT :limit
                  """),
              Map.entry(
                  "account_ownership_history",
                  """
                  SELECT h.account_id, a.provider, CASE WHEN h.to_user = p.pseudonym OR l.from_user IS NOT NULL
                      THEN a.provider_account_id END AS provider_account_id,
                    h.epoch, h.cause, CASE h.to_user WHEN p.pseudonym THEN 'gained' ELSE 'lost' END AS change, h.at
                  FROM user_pseudonyms p
                  JOIN account_ownership_history h ON h.to_user = p.pseudonym OR h.from_user = p.pseudonym
                  JOIN cloud_provider_accounts a ON a.id = h.account_id
                  LEFT JOIN account_ownership_history l
                    ON l.account_id = a.id AND l.epoch = a.epoch AND l.cause = 'released' AND l.from_user = p.pseudonym
                  WHERE p.user_id = :user ORDER BY h.at, h.account_id, h.epoch LIMIT :limit
                  """),
              Map.entry(
                  "account_access_events",
                  """
                  SELECT account_id, epoch, kind, at FROM account_access_events
                  WHERE user_id = :user ORDER BY at LIMIT :limit
                  """),
              Map.entry(
                  "cloud_transfer_events",
                  """
                  SELECT id, account_id, provider, masked_label, occurred_at, acknowledged_at FROM cloud_transfer_events
                  WHERE user_id = :user ORDER BY id LIMIT :limit
                  """),
              Map.entry(
                  "grant_revocations",
                  """
                  SELECT id, account_id, provider, client, masked_label, state, requested_at, settled_at FROM grant_revocations
                  WHERE user_id = :user ORDER BY requested_at LIMIT :limit
                  """),
              Map.entry(
                  "ownership_transfer_requests",
                  """
                  SELECT jti, account_id, label, scopes, client, created_at, expires_at, used_at FROM ownership_transfer_requests
                  WHERE requester = :user ORDER BY jti LIMIT :limit
                  """),
              Map.entry(
                  "operator_actions",
                  """
                  SELECT a.account_id, a.epoch, a.action, a.reason, a.at
                  FROM user_pseudonyms p JOIN operator_actions a ON a.owner = p.pseudonym
                  WHERE p.user_id = :user ORDER BY a.at LIMIT :limit
                  """),
              Map.entry(
                  "outbox",
                  """
                  SELECT id, account_id, epoch, type, created_at, state, last_response, delivered_at FROM outbox
                  WHERE payload -> 'data' ->> 'user_id' = :user AND NOT forget ORDER BY id LIMIT :limit
                  """),
              Map.entry(
                  "service_calls",
                  """
                  SELECT id, service, account_id, answer, given_epoch, trace_id, at FROM service_calls
                  WHERE user_id = :user ORDER BY id LIMIT :limit
                  """),
              Map.entry(
                  "spring_session",
                  """
                  SELECT to_timestamp(s.creation_time / 1000.0) AS created_at, to_timestamp(s.last_access_time / 1000.0) AS used_at,
                    to_timestamp(s.expiry_time / 1000.0) AS expires_at,
                    (SELECT string_agg(convert_from(a.attribute_bytes, 'UTF8'), ' ' ORDER BY a.attribute_name)
                     FROM spring_session_attributes a WHERE a.session_primary_id = s.primary_id) AS attributes
                  FROM spring_session s WHERE s.principal_name = :user ORDER BY s.creation_time, s.primary_id LIMIT :limit
                  """),
              Map.entry(
                  "user_contacts",
                  """
                  SELECT email, language, wanted, updated_at FROM user_contacts WHERE user_id = :user LIMIT :limit
                  """)));

  private final Transactions transactions;
  private final JdbcClient jdbc;
  private final CloudAccountJpaRepository accounts;
  private final AccountChanges changes;
  private final OwnershipJournal journal;
  private final JpaRevocations revocations;
  private final StoredSecrets secrets;
  private final IdGenerator ids;

  JdbcUserRecords(
      Transactions transactions,
      JdbcClient jdbc,
      CloudAccountJpaRepository accounts,
      AccountChanges changes,
      OwnershipJournal journal,
      JpaRevocations revocations,
      StoredSecrets secrets,
      IdGenerator ids) {
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.accounts = accounts;
    this.changes = changes;
    this.journal = journal;
    this.revocations = revocations;
    this.secrets = secrets;
    this.ids = ids;
  }

  /**
   * The id of the revocation is chosen before the first run: a second run, after a commit of
   * unknown outcome, finds its row by this id.
   */
  @Override
  public Optional<ErasedAccount> eraseNextAccount(UserId user, RevocationTerms terms) {
    UUID revocation = ids.newId();
    AtomicReference<@Nullable ErasedAccount> attempted = new AtomicReference<>();
    return transactions.call(
        () -> {
          ErasedAccount before = attempted.get();
          if (before != null && revocations.exists(revocation)) {
            return Optional.of(before);
          }
          Optional<ErasedAccount> released =
              accounts
                  .findFirstByUserIdOrderById(user.value())
                  .map(row -> release(row, user, revocation, terms));
          released.ifPresent(attempted::set);
          return released.or(
              () -> accounts.lockReleasedBy(user.value()).flatMap(id -> hide(id, user)));
        });
  }

  /** The row still has the credentials that were read under the lock. */
  private ErasedAccount release(
      CloudAccountEntity row, UserId user, UUID revocation, RevocationTerms terms) {
    CloudAccount account = row.toDomain();
    if (!changes.release(account, user)) {
      throw new IllegalStateException("The row is locked by another transaction");
    }
    Epoch next = account.epoch().next();
    Instant at = journal.released(account.id(), account.providerAccount(), user, next);
    UserId pseudonym = pseudonym(user);
    ProviderAccountId hidden = hide(account, user, pseudonym);
    CloudAccount released =
        new CloudAccount(
            account.id(), hidden, null, next, AccountStatus.RELEASED, null, AccountLabel.NONE, at);
    RevocationState state =
        revocations.request(
            revocation,
            row.credentials(secrets),
            pseudonym,
            released,
            AccountLabel.NONE.masked(),
            terms);
    return new ErasedAccount(account.id(), hidden, pseudonym, next, state);
  }

  private Optional<ErasedAccount> hide(UUID id, UserId user) {
    UserId pseudonym = pseudonym(user);
    return accounts
        .findById(id)
        .map(CloudAccountEntity::toDomain)
        .map(
            account ->
                new ErasedAccount(
                    account.id(),
                    hide(account, user, pseudonym),
                    pseudonym,
                    account.epoch(),
                    null));
  }

  /** Under the lock of the account's row. */
  private ProviderAccountId hide(CloudAccount account, UserId user, UserId pseudonym) {
    ProviderAccountId before = account.providerAccount();
    ProviderAccountId hidden =
        new ProviderAccountId(before.provider(), accounts.hide(account.id().value()));
    revocations.reseal(account.id(), before, hidden, user, pseudonym);
    jdbc.sql(EVIDENCE)
        .param("after", hidden.subject())
        .param("provider", before.provider().id())
        .param("before", before.subject())
        .update();
    return hidden;
  }

  /** A new one for a user who has never owned an account. */
  private UserId pseudonym(UserId user) {
    return new UserId(
        jdbc.sql(PSEUDONYM)
            .param("user", user.value())
            .query(String.class)
            .optional()
            .orElseGet(() -> ids.newId().toString()));
  }

  @Override
  public boolean forget(UserId user, int limit) {
    return transactions.call(
        () -> {
          boolean more = change(OFFERS, user, limit) == limit;
          more |= resealElsewhere(user, limit);
          jdbc.sql(LOCK).param("user", user.value()).query(Integer.class).single();
          UserId pseudonym = pseudonym(user);
          if (more || ownsSomething(user)) {
            return false;
          }
          more |= change(NOTICES, user, limit) == limit;
          more |= change(ACCESS_EVENTS, user, limit) == limit;
          more |= change(EVENTS, user, limit) == limit;
          more |= change(SESSIONS, user, limit) == limit;
          more |= change(REASONS, user, limit) == limit;
          more |= revocations.renameSettled(user, pseudonym, limit) == limit;
          more |=
              jdbc.sql(SERVICE_CALLS)
                      .param("pseudonym", pseudonym.value())
                      .param("user", user.value())
                      .param("limit", limit)
                      .update()
                  == limit;
          if (more) {
            return false;
          }
          jdbc.sql(CONTACT).param("user", user.value()).update();
          jdbc.sql(FORGET).param("user", user.value()).update();
          jdbc.sql(ERASED).param("user", user.value()).update();
          return true;
        });
  }

  /**
   * Pending revocations of accounts that others have connected since. Each account is locked before
   * its revocations, as everywhere.
   *
   * @return whether there may be more
   */
  private boolean resealElsewhere(UserId user, int limit) {
    List<AccountId> pending = revocations.findAccountsPendingFor(user, limit);
    for (AccountId id : pending) {
      accounts
          .lock(id.value())
          .map(CloudAccountEntity::toDomain)
          .ifPresent(
              account ->
                  revocations.reseal(
                      id,
                      account.providerAccount(),
                      account.providerAccount(),
                      user,
                      pseudonym(user)));
    }
    return pending.size() == limit;
  }

  private boolean ownsSomething(UserId user) {
    return jdbc.sql(OWNS).param("user", user.value()).query(Boolean.class).single()
        || accounts.existsReleasedBy(user.value());
  }

  private int change(String sql, UserId user, int limit) {
    return jdbc.sql(sql).param("user", user.value()).param("limit", limit).update();
  }

  @Override
  public UserExport export(UserId user, int limit) {
    return transactions.callInSnapshot(
        () -> {
          List<StoredRecord> records = new ArrayList<>();
          boolean complete = true;
          for (Map.Entry<String, String> kind : EXPORTED.entrySet()) {
            List<StoredRecord> rows =
                jdbc.sql(kind.getValue())
                    .param("user", user.value())
                    .param("limit", limit + 1)
                    .query((row, n) -> new StoredRecord(kind.getKey(), values(row)))
                    .list();
            complete &= rows.size() <= limit;
            records.addAll(rows.subList(0, Math.min(limit, rows.size())));
          }
          return new UserExport(records, complete);
        });
  }

  private static List<StoredValue> values(ResultSet row) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    List<StoredValue> values = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String value = row.getString(i);
      if (value != null) {
        values.add(new StoredValue(columns.getColumnLabel(i), value));
      }
    }
    return values;
  }
}
