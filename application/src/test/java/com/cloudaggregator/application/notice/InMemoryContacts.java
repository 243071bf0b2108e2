package com.cloudaggregator.application.notice;

import com.cloudaggregator.domain.account.UserId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The addresses in memory. */
public final class InMemoryContacts implements Contacts {
  private final Map<UserId, Contact> contacts = new HashMap<>();
  private final Map<UserId, Locale> languages = new HashMap<>();
  private final Map<UUID, Loss> losses = new HashMap<>();

  private record Loss(UserId formerOwner, LossMail mail) {}

  /** Writes the event of a loss. */
  public void lose(UUID event, UserId formerOwner, LossMail mail) {
    losses.put(event, new Loss(formerOwner, mail));
  }

  @Override
  public void remember(UserId user, EmailAddress address, Locale language) {
    contacts.merge(
        user,
        new Contact(address, true),
        (before, now) -> new Contact(now.address(), before.wanted()));
    languages.putIfAbsent(user, language);
  }

  @Override
  public Optional<Contact> find(UserId user) {
    return Optional.ofNullable(contacts.get(user));
  }

  @Override
  public void change(UserId user, boolean wanted, Locale language) {
    contacts.computeIfPresent(user, (_, contact) -> new Contact(contact.address(), wanted));
    languages.computeIfPresent(user, (_, _) -> language);
  }

  @Override
  public Optional<LossMail> findMail(UUID event) {
    return Optional.ofNullable(losses.get(event))
        .filter(loss -> find(loss.formerOwner()).filter(Contact::wanted).isPresent())
        .map(
            loss ->
                new LossMail(
                    find(loss.formerOwner()).orElseThrow().address(),
                    languages.getOrDefault(loss.formerOwner(), Locale.ENGLISH),
                    loss.mail().provider(),
                    loss.mail().maskedLabel(),
                    loss.mail().at()));
  }
}
