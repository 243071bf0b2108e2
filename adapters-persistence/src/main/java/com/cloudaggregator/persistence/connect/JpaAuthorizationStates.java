package com.cloudaggregator.persistence.connect;

import com.cloudaggregator.application.connect.AuthorizationStates;
import com.cloudaggregator.application.connect.StateHash;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.persistence.transaction.Transactions;
import com.cloudaggregator.persistence.transaction.UniqueConstraint;
import com.cloudaggregator.persistence.verification.EvidenceJournal;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The used states on PostgreSQL. When a call returns, every session sees the row, but the disk may
 * not have it yet. A crash of the server can lose the mark only together with the decision that
 * followed it.
 *
 * @see "docs/decisions/0101"
 */
@Component
final class JpaAuthorizationStates implements AuthorizationStates {
  private final Transactions transactions;
  private final UsedStateJpaRepository states;
  private final EvidenceJournal evidence;

  JpaAuthorizationStates(
      Transactions transactions, UsedStateJpaRepository states, EvidenceJournal evidence) {
    this.transactions = transactions;
    this.states = states;
    this.evidence = evidence;
  }

  @Override
  public StateUse markUsed(StateHash state, Instant expiresAt) {
    return transactions.changeOnce(
        () -> {
          states.insert(bytes(state), expiresAt);
          return StateUse.FIRST;
        },
        violation ->
            violation.of(UniqueConstraint.STATE_ONCE)
                ? Optional.of(StateUse.REPLAYED)
                : Optional.empty());
  }

  @Override
  public void keepAnswer(StateHash state, Secret sealed) {
    String rows = evidence.take();
    transactions.changeOnce(
        () -> states.answer(bytes(state), sealed.reveal(), rows), violation -> Optional.empty());
  }

  @Override
  public Optional<Secret> findAnswer(StateHash state) {
    return transactions.read(() -> states.findAnswer(bytes(state))).map(Secret::new);
  }

  private static byte[] bytes(StateHash state) {
    return HexFormat.of().parseHex(state.hex());
  }
}
