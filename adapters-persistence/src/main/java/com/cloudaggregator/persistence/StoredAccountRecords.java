package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.AccountRecords;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an account's page says of one row, on PostgreSQL; who may read it is in the WHERE clause. */
final class StoredAccountRecords implements AccountRecords {
  private static final String REFRESH_TIMES =
      "SELECT refreshed_at, refresh_failed_at FROM cloud_provider_accounts WHERE id = :id AND user_id = :user";

  /** The last change of owner is his letting go; what a later owner did is not seen, and hides this. */
  private static final String LET_GO = """
      SELECT a.provider, a.label, h.at, r.state
      FROM cloud_provider_accounts a
      JOIN account_ownership_history h ON h.account_id = a.id AND h.epoch = a.epoch
      LEFT JOIN grant_revocations r ON r.account_id = a.id AND r.epoch = a.epoch
      WHERE a.id = :id AND a.user_id IS NULL AND h.cause = 'released' AND h.from_user = :user
      """;

  private final Transactions transactions;
  private final JdbcClient jdbc;

  StoredAccountRecords(Transactions transactions, JdbcClient jdbc) {
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  @Override
  public Optional<RefreshTimes> refreshTimes(AccountId id, UserId owner) {
    return transactions.call(() -> jdbc.sql(REFRESH_TIMES)
        .param("id", id.value())
        .param("user", owner.value())
        .query((row, n) -> new RefreshTimes(instant(row, "refreshed_at"), instant(row, "refresh_failed_at")))
        .optional());
  }

  @Override
  public Optional<LetGo> letGo(AccountId id, UserId lastOwner) {
    return transactions.call(() -> jdbc.sql(LET_GO)
        .param("id", id.value())
        .param("user", lastOwner.value())
        .query((row, n) -> letGo(id, row))
        .optional());
  }

  private static LetGo letGo(AccountId id, ResultSet row) throws SQLException {
    String state = row.getString("state");
    return new LetGo(
        id,
        new Provider(row.getString("provider")),
        new AccountLabel(row.getString("label")).masked(),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        state == null ? null : RevocationState.valueOf(state.toUpperCase(Locale.ROOT)));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
