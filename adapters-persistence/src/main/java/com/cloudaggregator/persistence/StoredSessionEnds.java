package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.SessionEnds;
import com.cloudaggregator.domain.account.UserId;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The ends of sessions on PostgreSQL: one row for each user who ever ended all of his. */
final class StoredSessionEnds implements SessionEnds {
  private static final String LAST = "SELECT mark FROM user_session_ends WHERE user_id = :user";

  private static final String END = """
      INSERT INTO user_session_ends (user_id, mark) VALUES (:user, :mark)
      ON CONFLICT (user_id) DO UPDATE SET mark = EXCLUDED.mark, ended_at = now()
      """;

  private final Transactions transactions;
  private final JdbcClient jdbc;
  private final Supplier<UUID> ids;

  StoredSessionEnds(Transactions transactions, JdbcClient jdbc, Supplier<UUID> ids) {
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.ids = ids;
  }

  @Override
  public Optional<UUID> last(UserId user) {
    return transactions.call(() -> jdbc.sql(LAST).param("user", user.value()).query(UUID.class).optional());
  }

  @Override
  public void end(UserId user) {
    UUID mark = ids.get();
    transactions.call(() -> jdbc.sql(END).param("user", user.value()).param("mark", mark).update());
  }
}
