package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.SigningKeys;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** By the offers, used ones too: a token that was used is still answered until it expires. */
final class StoredSigningKeys implements SigningKeys {
  private static final String KEYS = """
      WITH RECURSIVE seen AS (
        (SELECT token_key_id AS key FROM ownership_transfer_requests
          WHERE token_key_id IS NOT NULL ORDER BY token_key_id LIMIT 1)
        UNION ALL
        SELECT (SELECT token_key_id FROM ownership_transfer_requests
          WHERE token_key_id > seen.key ORDER BY token_key_id LIMIT 1)
        FROM seen WHERE seen.key IS NOT NULL)
      SELECT key FROM seen WHERE key IS NOT NULL
      """;

  /** An offer that does not name its key may have been signed with any. */
  private static final String GOOD_UNTIL = """
      SELECT greatest(
        (SELECT max(expires_at) FROM ownership_transfer_requests WHERE token_key_id = :key),
        (SELECT max(expires_at) FROM ownership_transfer_requests WHERE token_key_id IS NULL)) AS until
      """;

  private final Transactions transactions;
  private final JdbcClient jdbc;

  StoredSigningKeys(Transactions transactions, JdbcClient jdbc) {
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  @Override
  public Set<String> keys() {
    return transactions.call(() -> Set.copyOf(jdbc.sql(KEYS).query(String.class).list()));
  }

  @Override
  public Optional<Instant> goodUntil(String key) {
    return transactions.call(() -> jdbc.sql(GOOD_UNTIL)
        .param("key", key)
        .query((row, n) -> Optional.ofNullable(row.getObject("until", OffsetDateTime.class)))
        .single()
        .map(OffsetDateTime::toInstant));
  }
}
