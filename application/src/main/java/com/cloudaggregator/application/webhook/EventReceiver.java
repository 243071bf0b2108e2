package com.cloudaggregator.application.webhook;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The webhook endpoint of the host product. */
public interface EventReceiver {

  /** Whether an endpoint is configured; without it, nothing is delivered. */
  boolean isConfigured();

  /**
   * Signs and sends an event. Bounded in time and bytes; never called while a database connection
   * is held.
   *
   * @param body JSON
   */
  DeliveryResult deliver(UUID id, String body);

  /** Results of {@link #deliver}. */
  sealed interface DeliveryResult {
    /** HTTP status, {@code unreachable} if nothing was sent, or {@code no_answer}. */
    String status();

    /** 2xx. */
    record Accepted(String status) implements DeliveryResult {}

    /**
     * 410: the receiver wants no further events (<a
     * href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
     * Webhooks</a>).
     */
    record Gone(String status) implements DeliveryResult {}

    /**
     * 429: the receiver wants fewer events.
     *
     * @param retryAfterOrNull when it wants the next one; null if it does not say
     */
    record Throttled(String status, @Nullable Duration retryAfterOrNull)
        implements DeliveryResult {}

    /**
     * Anything else. The receiver may have processed the event anyway.
     *
     * @param retryAfterOrNull delay that the receiver asks for; null if it does not
     */
    record Rejected(String status, @Nullable Duration retryAfterOrNull) implements DeliveryResult {}
  }
}
