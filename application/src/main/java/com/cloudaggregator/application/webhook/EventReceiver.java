package com.cloudaggregator.application.webhook;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where the events of a channel are delivered: the host product's webhook, or a mail server. */
public interface EventReceiver {

  /** Whether the channel is configured; otherwise nothing is delivered. */
  boolean isConfigured();

  /**
   * Sends an event. Bounded in time and bytes; never called while a database connection is held.
   *
   * @param body JSON; empty for an e-mail, which is written when it is sent
   */
  DeliveryResult deliver(UUID id, String body);

  /** Results of {@link #deliver}. */
  sealed interface DeliveryResult {
    /**
     * Status of HTTP or SMTP, {@code unreachable} if nothing was sent, {@code no_answer}, or {@code
     * not_wanted}.
     */
    String status();

    /** The other side has the event. */
    record Accepted(String status) implements DeliveryResult {}

    /**
     * HTTP 410: the receiver wants no further events (<a
     * href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
     * Webhooks</a>).
     */
    record Gone(String status, ResponseText text) implements DeliveryResult {}

    /** SMTP 55z: the mail server will never take this e-mail; it takes others. */
    record Refused(String status) implements DeliveryResult {}

    /** Nothing was sent, because the user no longer wants to be notified. */
    record Withdrawn(String status) implements DeliveryResult {}

    /**
     * 429: the receiver wants fewer events.
     *
     * @param retryAfterOrNull when it wants the next one; null if it does not say
     */
    record Throttled(String status, @Nullable Duration retryAfterOrNull, ResponseText text)
        implements DeliveryResult {}

    /**
     * Anything else. The receiver may have processed the event anyway.
     *
     * @param retryAfterOrNull delay that the receiver asks for; null if it does not
     */
    record Rejected(String status, @Nullable Duration retryAfterOrNull, ResponseText text)
        implements DeliveryResult {

      /** Without a text. */
      public Rejected(String status, @Nullable Duration retryAfterOrNull) {
        this(status, retryAfterOrNull, ResponseText.NONE);
      }
    }
  }
}
