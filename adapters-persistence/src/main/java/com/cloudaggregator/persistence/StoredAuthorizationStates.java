package com.cloudaggregator.persistence;

import com.cloudaggregator.application.flow.StateHash;
import com.cloudaggregator.application.port.AuthorizationStates;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The used states on PostgreSQL. The row is visible to every other session once the call returns, but the call does not
 * wait for the disk: what a crash may lose is a mark whose code the provider has not been asked about for long.
 */
final class StoredAuthorizationStates implements AuthorizationStates {
  /** For this transaction alone, and without a statement of its own. */
  private static final String MARK = """
      INSERT INTO used_authorization_states (state_hash, expires_at)
      SELECT :hash, :expires FROM set_config('synchronous_commit', 'off', true)
      """;

  private final Transactions transactions;
  private final JdbcClient jdbc;

  StoredAuthorizationStates(Transactions transactions, JdbcClient jdbc) {
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  @Override
  public StateUse markUsed(StateHash state, Instant expiresAt) {
    return transactions.callOnce(
        () -> {
          jdbc.sql(MARK)
              .param("hash", HexFormat.of().parseHex(state.hex()))
              .param("expires", expiresAt.atOffset(ZoneOffset.UTC))
              .update();
          return StateUse.FIRST;
        },
        violation -> violation.of(UniqueConstraint.STATE_ONCE) ? Optional.of(StateUse.REPLAYED) : Optional.empty());
  }
}
