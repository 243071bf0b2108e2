package com.cloudaggregator.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.flow.StateHash;
import com.cloudaggregator.application.port.AuthorizationStates.StateUse;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every store of used states promises: {@link AuthorizationStates}, line by line. */
public abstract class AuthorizationStatesContract {
  private static final Instant EXPIRY = Instant.parse("2030-01-01T00:00:00Z");
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final StateHash state = newState();

  /** The store under test; it may hold states of other tests. */
  protected abstract AuthorizationStates states();

  private static StateHash newState() {
    return StateHash.of(new Secret("contract state " + COUNT.incrementAndGet()));
  }

  @Test
  void theFirstUseIsTheOnlyOne() {
    assertThat(states().markUsed(state, EXPIRY)).isEqualTo(StateUse.FIRST);
    assertThat(states().markUsed(state, EXPIRY)).isEqualTo(StateUse.REPLAYED);
    assertThat(states().markUsed(state, EXPIRY.plusSeconds(1))).isEqualTo(StateUse.REPLAYED);
  }

  @Test
  void anotherStateIsUsedOnItsOwn() {
    states().markUsed(state, EXPIRY);

    assertThat(states().markUsed(newState(), EXPIRY)).isEqualTo(StateUse.FIRST);
  }

  @Test
  void ofManyConcurrentUsesExactlyOneIsTheFirst() throws Exception {
    List<StateUse> answers = Race.run(i -> () -> states().markUsed(state, EXPIRY));

    assertThat(answers).containsOnlyOnce(StateUse.FIRST).filteredOn(StateUse.REPLAYED::equals)
        .hasSize(Race.RUNNERS - 1);
  }
}
