package com.cloudaggregator.persistence;

import com.cloudaggregator.application.evidence.RecordedCall;
import com.cloudaggregator.application.evidence.ServiceCall;
import com.cloudaggregator.application.port.ServiceCalls;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The record of services' calls on PostgreSQL: one insert each. */
final class StoredServiceCalls implements ServiceCalls {
  /** Above every id. */
  private static final UUID AFTER_ALL = UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff");

  private static final String RECORD = """
      INSERT INTO service_calls (id, service, user_id, account_id, asked_epoch, answer, given_epoch, trace_id)
      VALUES (:id, :service, :user, :account, :asked, :answer, :given, left(:trace, 64))
      """;

  private static final String ABOUT = """
      SELECT id, service, user_id, account_id, asked_epoch, answer, given_epoch, trace_id, at FROM service_calls
      WHERE account_id = :account AND id < :after ORDER BY id DESC LIMIT :limit
      """;

  private final Transactions transactions;
  private final JdbcClient jdbc;
  private final Supplier<UUID> ids;
  private final Supplier<String> traceIds;

  StoredServiceCalls(
      Transactions transactions, JdbcClient jdbc, Supplier<UUID> ids, Supplier<String> traceIds) {
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.ids = ids;
    this.traceIds = traceIds;
  }

  /** One id for all runs of the transaction: where the outcome of the first was unknown, the row may be there. */
  @Override
  public void record(ServiceCall call) {
    UUID id = ids.get();
    transactions.call(
        () -> jdbc.sql(RECORD)
            .param("id", id)
            .param("service", call.service().value())
            .param("user", call.user().value())
            .param("account", call.account().value())
            .param("asked", value(call.asked()), Types.BIGINT)
            .param("answer", call.answer().name().toLowerCase(Locale.ROOT))
            .param("given", value(call.given()), Types.BIGINT)
            .param("trace", traceIds.get())
            .update(),
        violation -> violation.of(UniqueConstraint.SERVICE_CALL_ID) ? Optional.of(1) : Optional.empty());
  }

  @Override
  public List<RecordedCall> about(AccountId account, @Nullable UUID after, int limit) {
    return transactions.call(() -> jdbc.sql(ABOUT)
        .param("account", account.value())
        .param("after", after == null ? AFTER_ALL : after)
        .param("limit", limit)
        .query((row, n) -> recorded(row))
        .list());
  }

  private static RecordedCall recorded(ResultSet row) throws SQLException {
    ServiceCall call = new ServiceCall(
        new UserId(row.getString("service")),
        new UserId(row.getString("user_id")),
        new AccountId(row.getObject("account_id", UUID.class)),
        epoch(row, "asked_epoch"),
        ServiceCall.Answer.valueOf(row.getString("answer").toUpperCase(Locale.ROOT)),
        epoch(row, "given_epoch"));
    return new RecordedCall(
        row.getObject("id", UUID.class),
        call,
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("trace_id"));
  }

  private static @Nullable Long value(@Nullable Epoch epoch) {
    return epoch == null ? null : Long.valueOf(epoch.value());
  }

  private static @Nullable Epoch epoch(ResultSet row, String column) throws SQLException {
    long epoch = row.getLong(column);
    return row.wasNull() ? null : new Epoch(epoch);
  }
}
