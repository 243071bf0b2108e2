package com.cloudaggregator.application.port;

import com.cloudaggregator.application.delivery.DeliveryFigures;
import com.cloudaggregator.application.delivery.DeliveryState;
import com.cloudaggregator.application.delivery.EventDelivery;
import com.cloudaggregator.application.delivery.ReplayResult;
import com.cloudaggregator.domain.account.AccountId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The events for the host product, each written in the transaction that it tells of. Those of one account stand in a
 * line, in the order in which they happened; only its head can be claimed, and an event leaves the line when it is
 * delivered or discarded, not when it has failed. Each call is one transaction; times are the database's.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}; then it has changed nothing.
 */
public interface Outbox {

  /**
   * Hands the head of a line that has been due longest to one caller, who has it, and with it the whole line, to himself
   * until the lease is over; then others may take it, and his later calls for it change nothing. Of any number of
   * concurrent callers no two have events of one account.
   */
  Optional<Due> claim(Duration lease);

  /**
   * A claimed event.
   *
   * @param body as it is signed and sent, the same bytes each time
   * @param attempt from 1; it also tells this claim from a later one
   * @param tries from 1, since it was written or last replayed
   */
  record Due(UUID id, String body, int attempt, int tries) {
    @Override
    public String toString() {
      return "Due[" + id + ", " + attempt + "]";
    }
  }

  /**
   * Ends it as delivered or failed, unless the claim is lost.
   *
   * @param status of the attempt, as in {@link EventDelivery}
   */
  void settle(Due due, DeliveryState state, String status);

  /** Lets it be due again after this time, unless the claim is lost. */
  void postpone(Due due, Duration pause, String status);

  /**
   * For where nobody is to be told: discards what has been pending this long.
   *
   * @return how many, the limit at most
   */
  int discard(Duration age, int limit);

  /** Lets an event be delivered again, whatever its state; one that is under way is not disturbed. */
  ReplayResult replay(UUID id);

  /**
   * The same for those that have failed.
   *
   * @return how many, the limit at most
   */
  int replayFailed(int limit);

  /**
   * A page, newest first.
   *
   * @param state null for all
   * @param account null for all
   * @param after where the page before ended; null for the first
   */
  List<EventDelivery> list(
      @Nullable DeliveryState state, @Nullable AccountId account, @Nullable UUID after, int limit);

  /** How long the head of a line has been due that has been due longest; zero when none is. */
  Duration longestWait();

  /** @param most no state is counted further, so that a long outbox costs no more */
  DeliveryFigures figures(int most);
}
