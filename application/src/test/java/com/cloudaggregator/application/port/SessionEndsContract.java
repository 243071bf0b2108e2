package com.cloudaggregator.application.port;

import static com.cloudaggregator.application.port.Samples.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.account.UserId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every store of the ends of sessions promises: {@link SessionEnds}, line by line. */
public abstract class SessionEndsContract {
  private final UserId user = newUser();

  /** The store under test; it may hold rows of other tests. */
  protected abstract SessionEnds ends();

  @Test
  void knowsNoEndOfAUserWhoEndedNothing() {
    assertThat(ends().last(user)).isEmpty();
  }

  @Test
  void givesEachEndAMarkOfItsOwnWhichStaysUntilTheNext() {
    Set<UUID> marks = new HashSet<>();
    for (int turn = 1; turn <= 3; turn++) {
      ends().end(user);

      Optional<UUID> mark = ends().last(user);
      assertThat(mark).isPresent().isEqualTo(ends().last(user));
      marks.add(mark.orElseThrow());
      assertThat(marks).hasSize(turn);
    }
  }

  @Test
  void endsNothingOfAnybodyElse() {
    UserId other = newUser();
    ends().end(other);
    Optional<UUID> before = ends().last(other);

    ends().end(user);

    assertThat(ends().last(other)).isEqualTo(before);
    assertThat(ends().last(newUser())).isEmpty();
  }

  /** Each looks what was the last before and after its own end, while all the others do the same. */
  @Test
  void hasEndedWhatWasBeforeWhenItReturnsHoweverManyDoItAtOnce() throws Exception {
    ends().end(user);
    UUID before = ends().last(user).orElseThrow();

    List<List<UUID>> seen = Race.run(n -> () -> {
      UUID mine = ends().last(user).orElseThrow();
      ends().end(user);
      return List.of(mine, ends().last(user).orElseThrow());
    });

    assertThat(seen).allSatisfy(pair -> assertThat(pair.getLast()).isNotEqualTo(pair.getFirst()).isNotEqualTo(before));
  }
}
