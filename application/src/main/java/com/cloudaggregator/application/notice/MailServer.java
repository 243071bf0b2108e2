package com.cloudaggregator.application.notice;

import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult;
import java.util.UUID;

/** The mail server through which former owners are notified. */
public interface MailServer {

  /** Whether a mail server is configured. Without one, no address is kept. */
  boolean isConfigured();

  /**
   * Sends an e-mail. Bounded in time; never called while a database connection is held.
   *
   * @param event identifies the e-mail; the same for every attempt, so that a mailbox can recognize
   *     a second one
   */
  DeliveryResult send(UUID event, LossMail mail);
}
