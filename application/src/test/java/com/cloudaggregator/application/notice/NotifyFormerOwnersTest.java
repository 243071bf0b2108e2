package com.cloudaggregator.application.notice;

import static com.cloudaggregator.application.testing.Samples.newUser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotifyFormerOwnersTest {
  private static final EmailAddress ADDRESS = new EmailAddress("ana@mail.example");
  private static final UUID EVENT = UUID.randomUUID();

  private final UserId ana = newUser();
  private final InMemoryContacts contacts = new InMemoryContacts();
  private final ScriptedMailServer server = new ScriptedMailServer(true);
  private final NotifyFormerOwners notify = new NotifyFormerOwners(contacts, server);
  private final ManageContact manage = new ManageContact(contacts, server);

  private void anaLosesAnAccount() {
    manage.remember(ana, ADDRESS, Locale.ENGLISH);
    contacts.lose(
        EVENT,
        ana,
        new LossMail(
            ADDRESS,
            Locale.ENGLISH,
            new Provider("onedrive"),
            "an•••@mail.example",
            Instant.parse("2026-11-25T10:00:00Z")));
  }

  @Test
  void sendsTheEmailToTheAddressKnownNow() {
    anaLosesAnAccount();
    manage.remember(ana, new EmailAddress("new@mail.example"), Locale.ENGLISH);

    assertThat(notify.deliver(EVENT, "{}")).isEqualTo(new DeliveryResult.Accepted("250"));

    assertThat(server.sent())
        .extracting(mail -> mail.to().value())
        .containsExactly("new@mail.example");
  }

  @Test
  void sendsNothingToAUserWhoWantsNoEmails() {
    anaLosesAnAccount();
    manage.change(ana, false, Locale.ENGLISH);

    assertThat(notify.deliver(EVENT, "{}")).isEqualTo(new DeliveryResult.Withdrawn("not_wanted"));

    assertThat(server.sent()).isEmpty();
  }

  @Test
  void keepsNoAddressWithoutAMailServer() {
    var none = new ManageContact(contacts, new ScriptedMailServer(false));

    none.remember(ana, ADDRESS, Locale.ENGLISH);

    assertThat(none.isOffered()).isFalse();
    assertThat(contacts.find(ana)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ana",
        "@mail.example",
        "ana@",
        "a na@mail.example",
        "ana@mail.example\r\nBcc: all@mail.example",
        "ana@mail.example,bob@mail.example",
        "Ana <ana@mail.example>",
        "a@b@c"
      })
  void acceptsOneMailboxOnly(String text) {
    assertThat(EmailAddress.isAddress(text)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmailAddress(text))
        .withMessage("Not an e-mail address");
  }

  @Test
  void neverShowsTheAddressAsText() {
    assertThat(ADDRESS.toString()).doesNotContain("ana");
    assertThat(new Contact(ADDRESS, true).toString()).doesNotContain("ana");
  }
}
