package com.cloudaggregator.application.webhook;

import com.cloudaggregator.domain.account.AccountId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events to deliver. Each is written in the transaction of the change it reports, for one {@link
 * Channel}. The webhook events of one account form a queue in the order of the changes, and only
 * its head can be claimed. An event leaves the queue when it is delivered or discarded, but not
 * when it has failed. E-mails are in no queue. Each call is one transaction; times are measured by
 * the database clock.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}; it has changed
 * nothing then.
 */
public interface Outbox {

  /** The way an event is delivered. */
  enum Channel {
    /** To the host product, in order per account. */
    WEBHOOK,
    /** To a former owner, once per loss. */
    EMAIL
  }

  /** Until the first probe of a paused endpoint, and at least between two probes. */
  Duration FIRST_PROBE = Duration.ofMinutes(1);

  /** At most between two probes; the pauses grow with the time that it has been paused. */
  Duration LONGEST_PROBE_PAUSE = Duration.ofHours(1);

  /**
   * Claims the event that has been due longest; of the webhook events of an account, the head, and
   * with it the whole queue. Until the lease expires, no other caller gets the event or another
   * webhook event of this account; afterwards, the calls of this claim have no effect. While the
   * webhook endpoint is paused, one caller gets one webhook event for each probe; e-mails are still
   * sent.
   */
  Optional<ClaimedEvent> claim(Channel channel, Duration lease);

  /**
   * A claimed event.
   *
   * @param body as signed and sent, the same bytes for every attempt
   * @param attempt from 1; also distinguishes this claim from a later one
   * @param tries from 1, counted since the event was written or last replayed
   * @param probe whether the endpoint is paused and this event finds out about it
   */
  record ClaimedEvent(UUID id, String body, int attempt, int tries, boolean probe) {
    @Override
    public String toString() {
      return "Due[" + id + ", " + attempt + "]";
    }
  }

  /**
   * Ends the delivery as delivered, failed or discarded, unless the claim is lost.
   *
   * @param status of the attempt, as in {@link EventDelivery}
   * @param text what the receiver wrote; none if it has accepted the event
   */
  void settle(ClaimedEvent due, DeliveryState state, String status, ResponseText text);

  /** The same without a text. */
  default void settle(ClaimedEvent due, DeliveryState state, String status) {
    settle(due, state, status, ResponseText.NONE);
  }

  /** Makes the event due again after this time, unless the claim is lost. */
  void postpone(ClaimedEvent due, Duration pause, String status, ResponseText text);

  /** The same without a text. */
  default void postpone(ClaimedEvent due, Duration pause, String status) {
    postpone(due, pause, status, ResponseText.NONE);
  }

  /**
   * Pauses the webhook endpoint and gives the event back, unless the claim is lost. The attempt is
   * not one of the event's tries, since the answer is not about the event.
   *
   * @param state not {@link EndpointStatus.State#ACTIVE}
   * @param pause until the next probe
   */
  void pause(
      ClaimedEvent due,
      EndpointStatus.State state,
      String status,
      ResponseText text,
      Duration pause);

  /** The same without a text. */
  default void pause(ClaimedEvent due, EndpointStatus.State state, String status, Duration pause) {
    pause(due, state, status, ResponseText.NONE, pause);
  }

  /**
   * Ends a pause of the webhook endpoint.
   *
   * @return whether it was paused
   */
  boolean resume();

  EndpointStatus readEndpoint();

  /**
   * Discards events that have been pending for at least this long, for an installation where this
   * channel is not configured.
   *
   * @return number of discarded events, at most the limit
   */
  int discard(Channel channel, Duration age, int limit);

  /**
   * Makes a webhook event due again, whatever its state. An event that is being delivered is not
   * affected. An e-mail is not repeated.
   */
  ReplayResult replay(UUID id);

  /**
   * Makes failed webhook events due again.
   *
   * @return number of events, at most the limit
   */
  int replayFailed(int limit);

  /**
   * Lists webhook events, newest first.
   *
   * @param after the last id of the previous page; null for the first page
   */
  List<EventDelivery> list(EventFilter wanted, @Nullable UUID after, int limit);

  /** The same for all types and users. */
  default List<EventDelivery> list(
      @Nullable DeliveryState state, @Nullable AccountId account, @Nullable UUID after, int limit) {
    return list(new EventFilter(state, null, account, null), after, limit);
  }

  /** The bodies of these webhook events, as they are sent. */
  Map<UUID, String> findPayloads(List<UUID> ids);

  /**
   * The age of the oldest pending event of a channel, one that waits for its next attempt or behind
   * another event included; zero if no event is pending.
   */
  Duration longestWait(Channel channel);

  /**
   * Statistics of the webhook events.
   *
   * @param most limit of each count, so that a long outbox costs no more than a short one
   */
  DeliveryStatistics readStatistics(int most);
}
