package com.cloudaggregator.application.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether events are sent to the host product's endpoint. While it is paused, events wait, and from
 * time to time one of them is sent as a probe; the first one that is accepted ends the pause.
 *
 * @param lastStatus the HTTP status that paused it; null if it is active
 * @param since when it came into this state
 * @param nextProbeAt earliest time of the next probe; null if it is active
 */
public record EndpointStatus(
    State state, @Nullable String lastStatus, Instant since, @Nullable Instant nextProbeAt) {

  /** States of an endpoint. */
  public enum State {
    ACTIVE,
    /** It asked for fewer calls (429). */
    THROTTLED,
    /** It wants no further events (410). */
    DISABLED
  }
}
