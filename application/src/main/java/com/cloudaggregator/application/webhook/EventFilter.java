package com.cloudaggregator.application.webhook;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Which webhook events to list; null for all.
 *
 * @param type as in the payload
 * @param user the {@code user_id} of the payload; events of an erased user are never found by it
 */
public record EventFilter(
    @Nullable DeliveryState state,
    @Nullable String type,
    @Nullable AccountId account,
    @Nullable UserId user) {
  /** All events. */
  public static final EventFilter ALL = new EventFilter(null, null, null, null);

  /** The same for another state. */
  public EventFilter with(@Nullable DeliveryState other) {
    return new EventFilter(other, type, account, user);
  }

  /** The events of an account. */
  public static EventFilter of(AccountId account) {
    return new EventFilter(null, null, account, null);
  }
}
