package com.cloudaggregator.application.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.housekeeping.Housekeeping.PurgedRows;
import com.cloudaggregator.application.testing.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is purged, and in which batches. */
class HousekeepingTest {
  private static final Duration RETENTION = Duration.ofDays(90);
  private static final Duration CALLS_STAY = Duration.ofDays(365);
  private static final Duration EVENTS_STAY = Duration.ofDays(30);

  /** A number of rows of each kind that can be purged. */
  private static final class Dust implements Purge {
    private long states;
    private long offers;
    private long evidence;
    private long serviceCalls;
    private long accessEvents;
    private long events;
    private int calls;

    Dust(
        long states,
        long offers,
        long evidence,
        long serviceCalls,
        long accessEvents,
        long events) {
      this.states = states;
      this.offers = offers;
      this.evidence = evidence;
      this.serviceCalls = serviceCalls;
      this.accessEvents = accessEvents;
      this.events = events;
    }

    @Override
    public int deleteRevocations(Duration age, int limit) {
      assertThat(age).isEqualTo(Housekeeping.REVOCATION_RETENTION);
      return swept(0, limit);
    }

    @Override
    public int deleteAccessEvents(Duration age, int limit) {
      assertThat(age).isEqualTo(Housekeeping.ACCESS_EVENT_RETENTION);
      int rows = swept(accessEvents, limit);
      accessEvents -= rows;
      return rows;
    }

    @Override
    public int deleteEvents(Duration age, int limit) {
      assertThat(age).isEqualTo(EVENTS_STAY);
      int rows = swept(events, limit);
      events -= rows;
      return rows;
    }

    @Override
    public int deleteSessions(int limit) {
      return swept(0, limit);
    }

    private int swept(long left, int limit) {
      calls++;
      return (int) Math.min(left, limit);
    }

    @Override
    public int deleteUsedStates(int limit) {
      int rows = swept(states, limit);
      states -= rows;
      return rows;
    }

    @Override
    public int deleteForgottenEvents(int limit) {
      return swept(0, limit);
    }

    @Override
    public int deleteErasedUsers(Duration age, int limit) {
      assertThat(age).isEqualTo(Housekeeping.ERASED_USER_RETENTION);
      return swept(0, limit);
    }

    @Override
    public Duration longestWait() {
      return Duration.ZERO;
    }

    @Override
    public int clearEndedOffers(int limit) {
      int rows = swept(offers, limit);
      offers -= rows;
      return rows;
    }

    @Override
    public int deleteTransferRequests(Duration age, int limit) {
      assertThat(age).isEqualTo(Housekeeping.OFFER_RETENTION);
      int rows = swept(offers, limit);
      offers -= rows;
      return rows;
    }

    @Override
    public int deleteEvidence(Duration age, int limit) {
      assertThat(age).isEqualTo(RETENTION);
      int rows = swept(evidence, limit);
      evidence -= rows;
      return rows;
    }

    @Override
    public int deleteServiceCalls(Duration age, int limit) {
      assertThat(age).isEqualTo(CALLS_STAY);
      int rows = swept(serviceCalls, limit);
      serviceCalls -= rows;
      return rows;
    }
  }

  private static PurgedRows sweep(Purge purge) {
    return housekeeping(purge).purge(() -> true);
  }

  private static Housekeeping housekeeping(Purge purge) {
    return new Housekeeping(purge, RETENTION, CALLS_STAY, EVENTS_STAY);
  }

  @Test
  void purgesEveryKindCompletelyInBatches() {
    Dust dust = new Dust(2500, 1000, 3, 1, 5, 7);

    assertThat(sweep(dust)).isEqualTo(new PurgedRows(2500, 1000, 3, 1, 0, 5, 7, 0));
    assertThat(dust.calls).isEqualTo(3 + 2 + 1 + 1 + 1 + 1 + 1 + 1);
  }

  @Test
  void makesOneCallPerKindIfThereIsNothing() {
    Dust dust = new Dust(0, 0, 0, 0, 0, 0);

    assertThat(sweep(dust)).isEqualTo(new PurgedRows(0, 0, 0, 0, 0, 0, 0, 0));
    assertThat(dust.calls).isEqualTo(8);
  }

  @Test
  void leavesRowsBeyondTheLimitToTheNextRun() {
    long most = (long) Housekeeping.BATCH * Housekeeping.BATCHES;

    assertThat(sweep(new Dust(most + 1, 0, 0, 0, 0, 0)).usedStates()).isEqualTo(most);
  }

  @Test
  void stopsBetweenBatches() {
    Dust dust = new Dust(2500, 1000, 3, 1, 5, 7);

    assertThat(
            new Housekeeping(dust, RETENTION, CALLS_STAY, EVENTS_STAY).purge(() -> dust.calls < 2))
        .isEqualTo(new PurgedRows(2000, 0, 0, 0, 0, 0, 0, 0));
  }

  /**
   * Parked credentials must not stay for ever because the purge of another kind hits a statement
   * timeout.
   */
  @Test
  void aKindThatFailsDoesNotKeepTheOthersFromBeingPurged() {
    List<String> purged = new ArrayList<>();
    Purge failing =
        new Purge() {
          private int purge(String kind) {
            purged.add(kind);
            return 0;
          }

          @Override
          public int deleteUsedStates(int limit) {
            throw Faults.unavailable();
          }

          @Override
          public int deleteForgottenEvents(int limit) {
            return purge("forgotten events");
          }

          @Override
          public int deleteErasedUsers(Duration age, int limit) {
            return purge("erased users");
          }

          @Override
          public Duration longestWait() {
            return Duration.ZERO;
          }

          @Override
          public int clearEndedOffers(int limit) {
            throw Faults.unavailable();
          }

          @Override
          public int deleteTransferRequests(Duration age, int limit) {
            return purge("transfer requests");
          }

          @Override
          public int deleteEvidence(Duration age, int limit) {
            throw Faults.unavailable();
          }

          @Override
          public int deleteServiceCalls(Duration age, int limit) {
            return purge("service calls");
          }

          @Override
          public int deleteSessions(int limit) {
            return purge("sessions");
          }

          @Override
          public int deleteRevocations(Duration age, int limit) {
            return purge("revocations");
          }

          @Override
          public int deleteAccessEvents(Duration age, int limit) {
            return purge("access events");
          }

          @Override
          public int deleteEvents(Duration age, int limit) {
            return purge("events");
          }
        };

    assertThatThrownBy(() -> sweep(failing))
        .isInstanceOf(StoreException.class)
        .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    assertThat(purged)
        .containsExactlyInAnyOrder(
            "transfer requests",
            "service calls",
            "sessions",
            "revocations",
            "access events",
            "events");

    purged.clear();
    assertThatThrownBy(() -> housekeeping(failing).forget(() -> true))
        .isInstanceOf(StoreException.class);
    assertThat(purged).containsExactlyInAnyOrder("forgotten events", "erased users");
  }
}
