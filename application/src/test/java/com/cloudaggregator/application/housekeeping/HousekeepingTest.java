package com.cloudaggregator.application.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.application.housekeeping.Housekeeping.Swept;
import com.cloudaggregator.application.port.Faults;
import com.cloudaggregator.application.port.Purge;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is removed, and in which portions. */
class HousekeepingTest {
  private static final Duration RETENTION = Duration.ofDays(90);
  private static final Duration CALLS_STAY = Duration.ofDays(365);
  private static final Duration EVENTS_STAY = Duration.ofDays(30);
  private static final Duration SESSION_ENDS_STAY = Duration.ofHours(32);

  /** So many rows of each kind are over. */
  private static final class Dust implements Purge {
    private long states;
    private long offers;
    private long evidence;
    private long serviceCalls;
    private long accessEvents;
    private long events;
    private int calls;

    Dust(long states, long offers, long evidence, long serviceCalls, long accessEvents, long events) {
      this.states = states;
      this.offers = offers;
      this.evidence = evidence;
      this.serviceCalls = serviceCalls;
      this.accessEvents = accessEvents;
      this.events = events;
    }

    @Override
    public int revocations(Duration age, int limit) {
      assertThat(age).isEqualTo(Housekeeping.REVOCATIONS_STAY);
      return swept(0, limit);
    }

    @Override
    public int accessEvents(Duration age, int limit) {
      assertThat(age).isEqualTo(Housekeeping.ACCESS_EVENTS_STAY);
      int rows = swept(accessEvents, limit);
      accessEvents -= rows;
      return rows;
    }

    @Override
    public int events(Duration age, int limit) {
      assertThat(age).isEqualTo(EVENTS_STAY);
      int rows = swept(events, limit);
      events -= rows;
      return rows;
    }

    @Override
    public int sessionEnds(Duration age, int limit) {
      assertThat(age).isEqualTo(SESSION_ENDS_STAY);
      return swept(0, limit);
    }

    private int swept(long left, int limit) {
      calls++;
      return (int) Math.min(left, limit);
    }

    @Override
    public int usedStates(int limit) {
      int rows = swept(states, limit);
      states -= rows;
      return rows;
    }

    @Override
    public int transferRequests(Duration age, int limit) {
      assertThat(age).isEqualTo(Housekeeping.OFFERS_STAY);
      int rows = swept(offers, limit);
      offers -= rows;
      return rows;
    }

    @Override
    public int evidence(Duration age, int limit) {
      assertThat(age).isEqualTo(RETENTION);
      int rows = swept(evidence, limit);
      evidence -= rows;
      return rows;
    }

    @Override
    public int serviceCalls(Duration age, int limit) {
      assertThat(age).isEqualTo(CALLS_STAY);
      int rows = swept(serviceCalls, limit);
      serviceCalls -= rows;
      return rows;
    }
  }

  private static Swept sweep(Purge purge) {
    return new Housekeeping(purge, RETENTION, CALLS_STAY, EVENTS_STAY, SESSION_ENDS_STAY).sweep(() -> true);
  }

  @Test
  void removesEveryKindToTheLastRowInBoundedTransactions() {
    Dust dust = new Dust(2500, 1000, 3, 1, 5, 7);

    assertThat(sweep(dust)).isEqualTo(new Swept(2500, 1000, 3, 1, 0, 5, 7, 0));
    assertThat(dust.calls).isEqualTo(3 + 2 + 1 + 1 + 1 + 1 + 1 + 1);
  }

  @Test
  void asksOnceForEachKindWhereThereIsNothing() {
    Dust dust = new Dust(0, 0, 0, 0, 0, 0);

    assertThat(sweep(dust)).isEqualTo(new Swept(0, 0, 0, 0, 0, 0, 0, 0));
    assertThat(dust.calls).isEqualTo(8);
  }

  @Test
  void leavesToTheNextRunWhatIsTooMuchForThisOne() {
    long most = (long) Housekeeping.BATCH * Housekeeping.BATCHES;

    assertThat(sweep(new Dust(most + 1, 0, 0, 0, 0, 0)).usedStates()).isEqualTo(most);
  }

  @Test
  void stopsBetweenBatchesWhenItIsTold() {
    Dust dust = new Dust(2500, 1000, 3, 1, 5, 7);

    assertThat(new Housekeeping(dust, RETENTION, CALLS_STAY, EVENTS_STAY, SESSION_ENDS_STAY).sweep(() -> dust.calls < 2))
        .isEqualTo(new Swept(2000, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void tellsWhenTheStoreFails() {
    Purge failing = new Purge() {
      @Override
      public int usedStates(int limit) {
        throw Faults.unavailable();
      }

      @Override
      public int transferRequests(Duration age, int limit) {
        return 0;
      }

      @Override
      public int evidence(Duration age, int limit) {
        return 0;
      }

      @Override
      public int serviceCalls(Duration age, int limit) {
        return 0;
      }

      @Override
      public int sessionEnds(Duration age, int limit) {
        return 0;
      }

      @Override
      public int revocations(Duration age, int limit) {
        return 0;
      }

      @Override
      public int accessEvents(Duration age, int limit) {
        return 0;
      }

      @Override
      public int events(Duration age, int limit) {
        return 0;
      }
    };

    assertThatThrownBy(() -> sweep(failing)).isInstanceOf(StorageException.class);
  }
}
