package com.cloudaggregator.persistence;

import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.disconnect.Revocations;
import com.cloudaggregator.application.notice.Notices;
import com.cloudaggregator.application.testing.OwnershipStore;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.application.token.ExpiringTokens;
import com.cloudaggregator.application.transfer.TransferRequests;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import com.cloudaggregator.domain.ownership.TransferId;
import com.cloudaggregator.persistence.account.SealedCredentials;
import com.cloudaggregator.persistence.account.SealingContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The store under the contract tests: the ports, and access to the rows. */
record JpaOwnershipStore(TestStore store) implements OwnershipStore {

  @Override
  public CloudAccounts accounts() {
    return store.accounts();
  }

  @Override
  public TransferRequests requests() {
    return store.requests();
  }

  @Override
  public Notices notices() {
    return store.notices();
  }

  @Override
  public Revocations revocations() {
    return store.bean(Revocations.class);
  }

  @Override
  public boolean keepsTokenOf(DisconnectedAccount disconnected) {
    return store.count(
            "SELECT count(*) FROM grant_revocations WHERE token_sealed IS NOT NULL AND id = '"
                + disconnected.id()
                + "'")
        == 1;
  }

  @Override
  public Custody keeping() {
    return store.bean(Custody.class);
  }

  @Override
  public ExpiringTokens expiring() {
    return store.bean(ExpiringTokens.class);
  }

  @Override
  public void letTokenStand(AccountId account, Duration lived, Duration left) {
    change(
        account,
        "updated_at = now() - interval '%d ms', access_token_expires_at = now() + interval '%d ms'"
            .formatted(lived.toMillis(), left.toMillis()));
  }

  @Override
  public void tamperWith(AccountId account) {
    change(account, "access_token_sealed = access_token_sealed || '\\x00'");
  }

  @Override
  public void letLeaseEnd(AccountId account) {
    change(account, "refresh_lease_until = now() - interval '1 second'");
  }

  @Override
  public void letPostponementEnd(AccountId account) {
    change(account, "refresh_not_before = now()");
  }

  private void change(AccountId account, String change) {
    store.execute("UPDATE cloud_provider_accounts SET " + change + " WHERE id = '" + account + "'");
  }

  @Override
  public List<HostEvent> events(AccountId account) {
    return jdbc()
        .sql(
            """
            SELECT type, epoch, payload -> 'data' ->> 'user_id' AS told, payload -> 'data' ->> 'reason' AS reason
            FROM outbox WHERE account_id = :id ORDER BY position
            """)
        .param("id", account.value())
        .query(
            (row, n) ->
                new HostEvent(
                    row.getString("type"),
                    new UserId(row.getString("told")),
                    new Epoch(row.getLong("epoch")),
                    row.getString("reason") == null
                        ? null
                        : ReconnectReason.of(row.getString("reason"))))
        .list();
  }

  @Override
  public void expire(TransferId offer) {
    store.execute(
        "UPDATE ownership_transfer_requests SET expires_at = now() WHERE jti = '" + offer + "'");
  }

  @Override
  public void tamperWith(TransferId offer) {
    store.execute(
        "UPDATE ownership_transfer_requests SET access_token_sealed = access_token_sealed || '\\x00'"
            + " WHERE jti = '"
            + offer
            + "'");
  }

  @Override
  public List<Change> history(AccountId account) {
    return jdbc()
        .sql(
            """
            SELECT h.epoch, h.cause, f.user_id AS from_user, t.user_id AS to_user FROM account_ownership_history h
            LEFT JOIN user_pseudonyms f ON f.pseudonym = h.from_user
            LEFT JOIN user_pseudonyms t ON t.pseudonym = h.to_user
            WHERE h.account_id = :id ORDER BY h.epoch
            """)
        .param("id", account.value())
        .query(
            (row, n) ->
                new Change(
                    new Epoch(row.getLong("epoch")),
                    user(row, "from_user"),
                    user(row, "to_user"),
                    OwnerChangeCause.valueOf(row.getString("cause").toUpperCase(Locale.ROOT))))
        .list();
  }

  @Override
  public Optional<Credentials> custody(AccountId account) {
    return jdbc()
        .sql(
            "SELECT * FROM cloud_provider_accounts WHERE id = :id AND access_token_sealed IS NOT NULL")
        .param("id", account.value())
        .query((row, n) -> opened(row))
        .optional();
  }

  private Credentials opened(ResultSet row) throws SQLException {
    OffsetDateTime expiry = row.getObject("access_token_expires_at", OffsetDateTime.class);
    return new SealedCredentials(
            row.getBytes("access_token_sealed"),
            expiry == null ? null : expiry.toInstant(),
            row.getBytes("refresh_token_sealed"),
            row.getString("scopes"),
            row.getString("client"))
        .open(
            store.secrets(),
            SealingContext.of(
                row.getObject("id", UUID.class),
                ProviderAccountId.of(
                    row.getString("provider"), row.getString("provider_account_id")),
                new UserId(row.getString("user_id")),
                new Epoch(row.getLong("epoch"))))
        .orElseThrow();
  }

  private static @Nullable UserId user(ResultSet row, String column) throws SQLException {
    String user = row.getString(column);
    return user == null ? null : new UserId(user);
  }

  private JdbcClient jdbc() {
    return store.bean(JdbcClient.class);
  }
}
