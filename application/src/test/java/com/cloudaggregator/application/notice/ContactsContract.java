package com.cloudaggregator.application.notice;

import static com.cloudaggregator.application.testing.Samples.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.account.UserId;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Contract of {@link Contacts}, run against every implementation. */
public abstract class ContactsContract {
  private static final Locale SPANISH = Locale.of("es");
  private static final EmailAddress OLD = new EmailAddress("old@mail.example");
  private static final EmailAddress NEW = new EmailAddress("new@mail.example");

  private final UserId user = newUser();

  protected abstract Contacts contacts();

  /** Makes a user who has an address lose an account, and returns the event of the e-mail. */
  protected abstract UUID lose(UserId formerOwner);

  @Test
  void anAddressThatIsRememberedIsWanted() {
    assertThat(contacts().find(user)).isEmpty();

    contacts().remember(user, OLD, Locale.ENGLISH);

    assertThat(contacts().find(user)).contains(new Contact(OLD, true));
  }

  @Test
  void aNewAddressKeepsTheChoiceAndTheLanguageOfTheUser() {
    contacts().remember(user, OLD, SPANISH);
    UUID event = lose(user);
    contacts().change(user, false, SPANISH);

    contacts().remember(user, NEW, Locale.ENGLISH);

    assertThat(contacts().find(user)).contains(new Contact(NEW, false));
    contacts().change(user, true, SPANISH);
    assertThat(contacts().findMail(event).orElseThrow())
        .extracting(LossMail::to, LossMail::language)
        .containsExactly(NEW, SPANISH);
  }

  @Test
  void aChoiceWithoutAnAddressStoresNothing() {
    contacts().change(user, true, Locale.ENGLISH);

    assertThat(contacts().find(user)).isEmpty();
  }

  @Test
  void theEmailOfALossIsInTheUsersLanguageAndEndsWithTheirChoice() {
    contacts().remember(user, OLD, Locale.ENGLISH);
    UUID event = lose(user);
    contacts().change(user, true, SPANISH);

    assertThat(contacts().findMail(event).orElseThrow().language()).isEqualTo(SPANISH);
    contacts().change(user, false, SPANISH);

    assertThat(contacts().findMail(event)).isEmpty();
    assertThat(contacts().findMail(UUID.randomUUID())).isEmpty();
  }
}
