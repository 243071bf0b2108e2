package com.cloudaggregator.application.notice;

import com.cloudaggregator.domain.account.UserId;
import java.util.Locale;
import java.util.Optional;

/**
 * A user's address for notices: taken from verified claims of the host's identity provider, and
 * switched on and off by the user. Without a mail server nothing is kept and nothing is offered.
 */
public final class ManageContact {
  private final Contacts contacts;
  private final MailServer server;

  public ManageContact(Contacts contacts, MailServer server) {
    this.contacts = contacts;
    this.server = server;
  }

  /** Whether former owners are notified by e-mail here. */
  public boolean isOffered() {
    return server.isConfigured();
  }

  /** Keeps an address that the identity provider has verified. */
  public void remember(UserId user, EmailAddress verified, Locale language) {
    if (server.isConfigured()) {
      contacts.remember(user, verified, language);
    }
  }

  /** The user's address and choice; empty if no address is known or addresses are not used here. */
  public Optional<Contact> find(UserId user) {
    return server.isConfigured() ? contacts.find(user) : Optional.empty();
  }

  /** Switches e-mails on or off, and sets their language. */
  public void change(UserId user, boolean wanted, Locale language) {
    if (server.isConfigured()) {
      contacts.change(user, wanted, language);
    }
  }
}
