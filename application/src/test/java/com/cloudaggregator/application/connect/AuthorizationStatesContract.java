package com.cloudaggregator.application.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.connect.AuthorizationStates.StateUse;
import com.cloudaggregator.application.testing.Race;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Contract of {@link AuthorizationStates}, run against every implementation. */
public abstract class AuthorizationStatesContract {
  private static final Instant EXPIRY = Instant.parse("2030-01-01T00:00:00Z");
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final StateHash state = newState();

  /** The store under test; it may contain states of other tests. */
  protected abstract AuthorizationStates states();

  private static StateHash newState() {
    return StateHash.of(new Secret("contract state " + COUNT.incrementAndGet()));
  }

  @Test
  void onlyTheFirstUseIsFirst() {
    assertThat(states().markUsed(state, EXPIRY)).isEqualTo(StateUse.FIRST);
    assertThat(states().markUsed(state, EXPIRY)).isEqualTo(StateUse.REPLAYED);
    assertThat(states().markUsed(state, EXPIRY.plusSeconds(1))).isEqualTo(StateUse.REPLAYED);
  }

  @Test
  void anotherStateIsIndependent() {
    states().markUsed(state, EXPIRY);

    assertThat(states().markUsed(newState(), EXPIRY)).isEqualTo(StateUse.FIRST);
  }

  @Test
  void keepsTheFirstAnswerOfAUsedState() {
    states().keepAnswer(state, new Secret("too early"));
    assertThat(states().findAnswer(state)).isEmpty();

    states().markUsed(state, EXPIRY);
    assertThat(states().findAnswer(state)).isEmpty();

    states().keepAnswer(state, new Secret("sealed"));
    states().keepAnswer(state, new Secret("another"));
    assertThat(states().findAnswer(state)).contains(new Secret("sealed"));
  }

  @Test
  void exactlyOneOfManyConcurrentUsesIsFirst() throws Exception {
    List<StateUse> answers = Race.run(i -> () -> states().markUsed(state, EXPIRY));

    assertThat(answers)
        .containsOnlyOnce(StateUse.FIRST)
        .filteredOn(StateUse.REPLAYED::equals)
        .hasSize(Race.RUNNERS - 1);
  }
}
