package com.cloudaggregator.application.notice;

import com.cloudaggregator.domain.account.UserId;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Where users are notified by e-mail. An address is never a reason to decide something about an
 * account, and no user is looked up by it. Each call is one transaction.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}; it has changed
 * nothing then.
 */
public interface Contacts {

  /**
   * Keeps the address of a user and replaces an earlier one. The user's choice stays. Nothing is
   * kept for a user who is being erased.
   *
   * @param language of the e-mails, if no language is known yet
   */
  void remember(UserId user, EmailAddress address, Locale language);

  Optional<Contact> find(UserId user);

  /** Switches e-mails on or off and sets their language, for a user whose address is known. */
  void change(UserId user, boolean wanted, Locale language);

  /**
   * The e-mail of an event, with what is known now.
   *
   * @return empty if the user wants no e-mails or has been erased since
   */
  Optional<LossMail> findMail(UUID event);
}
