package com.cloudaggregator.application.notice;

import com.cloudaggregator.application.webhook.EventReceiver;
import java.util.UUID;

/**
 * Sends the e-mails of the outbox. Address and text are read when an e-mail is sent, so a user who
 * has switched e-mails off, or has been erased, gets none.
 */
public final class NotifyFormerOwners implements EventReceiver {
  private static final String NOT_WANTED = "not_wanted";

  private final Contacts contacts;
  private final MailServer server;

  public NotifyFormerOwners(Contacts contacts, MailServer server) {
    this.contacts = contacts;
    this.server = server;
  }

  @Override
  public boolean isConfigured() {
    return server.isConfigured();
  }

  @Override
  public DeliveryResult deliver(UUID id, String body) {
    return contacts
        .findMail(id)
        .map(mail -> server.send(id, mail))
        .orElseGet(() -> new DeliveryResult.Withdrawn(NOT_WANTED));
  }
}
