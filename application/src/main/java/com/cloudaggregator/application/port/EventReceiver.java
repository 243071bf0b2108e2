package com.cloudaggregator.application.port;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The host product's end of the webhook. */
public interface EventReceiver {

  /** Whether there is one; without it nothing is delivered. */
  boolean configured();

  /**
   * Signs an event and sends it. Bounded in time and bytes; never called with a database connection in hand.
   *
   * @param body JSON
   */
  DeliveryResult deliver(UUID id, String body);

  /** The answers to {@link #deliver}. */
  sealed interface DeliveryResult {
    /** The HTTP status, or {@code unreachable} when nothing was sent, or {@code no_answer}. */
    String status();

    /** 2xx. */
    record Accepted(String status) implements DeliveryResult {}

    /** 410: the receiver wants nothing more (Standard Webhooks). */
    record Gone(String status) implements DeliveryResult {}

    /**
     * Anything else. The receiver may have taken it all the same.
     *
     * @param retryAfterOrNull how long it asks us to wait; null when it does not
     */
    record Rejected(String status, @Nullable Duration retryAfterOrNull) implements DeliveryResult {}
  }
}
