package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.ExpiringTokens;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a proactive refresh looks for, by the index over the expiry of what is connected and can be refreshed. */
final class StoredExpiringTokens implements ExpiringTokens {
  /** The row was last changed when the token was stored, or later: then the half that is waited for is shorter. */
  private static final String DUE = """
       FROM cloud_provider_accounts
      WHERE status = 'connected' AND refresh_token_sealed IS NOT NULL
        AND access_token_expires_at < now() + :ahead * interval '1 millisecond'
        AND now() > access_token_expires_at - (access_token_expires_at - updated_at) / 2
        AND (refresh_lease_until IS NULL OR refresh_lease_until <= now())
        AND (refresh_not_before IS NULL OR refresh_not_before <= now())
        AND provider = ANY (:of)
      """;

  private static final String WITHIN = "SELECT id, user_id, epoch" + DUE
      + "ORDER BY refresh_failures > 0, access_token_expires_at LIMIT :limit";

  private static final String LONGEST_WAIT = """
      SELECT coalesce((
        SELECT CAST(extract(epoch FROM now() - greatest(
            access_token_expires_at - :ahead * interval '1 millisecond',
            access_token_expires_at - (access_token_expires_at - updated_at) / 2,
            refresh_lease_until,
            refresh_not_before)) * 1000 AS bigint)
      """ + DUE + "ORDER BY access_token_expires_at LIMIT 1), 0)";

  private final Transactions transactions;
  private final JdbcClient jdbc;

  StoredExpiringTokens(Transactions transactions, JdbcClient jdbc) {
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  @Override
  public List<Expiring> within(Duration ahead, Provider of, int limit) {
    return transactions.call(() -> due(WITHIN, ahead, Set.of(of))
        .param("limit", limit)
        .query((row, n) -> new Expiring(
            new AccountId(row.getObject("id", UUID.class)),
            new UserId(row.getString("user_id")),
            new Epoch(row.getLong("epoch"))))
        .list());
  }

  @Override
  public Duration longestWait(Duration ahead, Set<Provider> of) {
    return transactions.call(() -> Duration.ofMillis(due(LONGEST_WAIT, ahead, of).query(Long.class).single()));
  }

  private JdbcClient.StatementSpec due(String sql, Duration ahead, Set<Provider> of) {
    return jdbc.sql(sql)
        .param("ahead", ahead.toMillis())
        .param("of", of.stream().map(Provider::id).toArray(String[]::new));
  }
}
