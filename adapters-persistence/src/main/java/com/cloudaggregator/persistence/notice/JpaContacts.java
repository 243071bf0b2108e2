package com.cloudaggregator.persistence.notice;

import com.cloudaggregator.application.notice.Contact;
import com.cloudaggregator.application.notice.Contacts;
import com.cloudaggregator.application.notice.EmailAddress;
import com.cloudaggregator.application.notice.LossMail;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The addresses on PostgreSQL. A trigger keeps those of erased users out. */
@Component
final class JpaContacts implements Contacts {
  private static final String SPANISH = "es";

  private final Transactions transactions;
  private final ContactJpaRepository contacts;

  JpaContacts(Transactions transactions, ContactJpaRepository contacts) {
    this.transactions = transactions;
    this.contacts = contacts;
  }

  @Override
  public void remember(UserId user, EmailAddress address, Locale language) {
    transactions.run(() -> contacts.remember(user.value(), address.value(), supported(language)));
  }

  @Override
  public Optional<Contact> find(UserId user) {
    return transactions.read(() -> contacts.findById(user.value()).map(ContactEntity::toDomain));
  }

  @Override
  public void change(UserId user, boolean wanted, Locale language) {
    transactions.run(() -> contacts.change(user.value(), wanted, supported(language)));
  }

  @Override
  public Optional<LossMail> findMail(UUID event) {
    return transactions.read(
        () ->
            contacts
                .findMail(event)
                .map(
                    row ->
                        new LossMail(
                            new EmailAddress(row.getEmail()),
                            Locale.of(row.getLanguage()),
                            new Provider(row.getProvider()),
                            row.getLabel(),
                            row.getAt())));
  }

  /** The language of the pages that this language gets. */
  private static String supported(Locale language) {
    return language.getLanguage().equals(SPANISH) ? SPANISH : Locale.ENGLISH.getLanguage();
  }
}
