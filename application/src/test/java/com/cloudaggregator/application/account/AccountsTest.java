package com.cloudaggregator.application.account;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.aliceDrive;
import static com.cloudaggregator.application.testing.Samples.bob;
import static com.cloudaggregator.application.testing.Samples.claim;
import static com.cloudaggregator.application.testing.Samples.newDrive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.disconnect.DisconnectAccount;
import com.cloudaggregator.application.disconnect.DisconnectOutcome;
import com.cloudaggregator.application.disconnect.DisconnectOutcome.AccountNotFound;
import com.cloudaggregator.application.disconnect.DisconnectOutcome.Disconnected;
import com.cloudaggregator.application.provider.ListProviders;
import com.cloudaggregator.application.provider.ScriptedProviders;
import com.cloudaggregator.application.testing.CountedIds;
import com.cloudaggregator.application.testing.InMemoryOwnership;
import com.cloudaggregator.application.testing.RecordedEvents;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.AccountReleased;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Listing and disconnecting accounts, and listing providers. */
class AccountsTest {
  private final InMemoryOwnership ownership =
      new InMemoryOwnership(new TestClock(), new CountedIds());
  private final RecordedEvents events = new RecordedEvents();

  private CloudAccount owned(UserId owner) {
    return ((ClaimResult.Claimed) ownership.claim(claim(newDrive(), owner))).account();
  }

  @Nested
  class WhenListing {
    private final ListAccounts list = new ListAccounts(ownership);

    @Test
    void showsAnEmptyPageToAUserWithoutAccounts() {
      owned(bob());

      assertThat(list.list(alice(), null, ListAccounts.MAX_LIMIT).items()).isEmpty();
      assertThat(list.list(alice(), null, ListAccounts.MAX_LIMIT).next()).isEmpty();
    }

    @Test
    void hasANextCursorOnlyIfThereIsANextPage() {
      List<CloudAccount> all = IntStream.range(0, 4).mapToObj(i -> owned(alice())).toList();

      Slice<OwnedAccount, AccountId> first = list.list(alice(), null, 2);
      Slice<OwnedAccount, AccountId> second = list.list(alice(), first.next().orElseThrow(), 2);

      assertThat(first.items()).extracting(OwnedAccount::account).isEqualTo(all.subList(0, 2));
      assertThat(first.next()).contains(all.get(1).id());
      assertThat(second.items()).extracting(OwnedAccount::account).isEqualTo(all.subList(2, 4));
      assertThat(second.next()).isEmpty();
      assertThat(list.list(alice(), null, 3).next()).contains(all.get(2).id());
      assertThat(list.list(alice(), null, 4).next()).isEmpty();
    }

    @Test
    void cursorStaysValidWhenAnAccountIsReleased() {
      List<CloudAccount> all = IntStream.range(0, 3).mapToObj(i -> owned(alice())).toList();
      Slice<OwnedAccount, AccountId> first = list.list(alice(), null, 2);
      ownership.release(all.get(1).id(), alice());

      assertThat(list.list(alice(), first.next().orElseThrow(), 2).items())
          .extracting(OwnedAccount::account)
          .containsExactly(all.get(2));
    }

    @Test
    void doesNotListAccountsOfOthersByCursor() {
      CloudAccount bobs = owned(bob());
      owned(bob());

      assertThat(list.list(alice(), bobs.id(), 10).items()).isEmpty();
    }
  }

  @Nested
  class WhenDisconnecting {
    private final DisconnectAccount disconnect =
        new DisconnectAccount(ownership, new ScriptedProviders(), events, Duration.ofSeconds(10));
    private final CloudAccount account =
        ((ClaimResult.Claimed) ownership.claim(claim(aliceDrive(), alice()))).account();

    @Test
    void releasesTheAccountAndDestroysItsCredentials() {
      assertThat(disconnect.disconnect(account.id(), alice()))
          .isEqualTo(
              new Disconnected(
                  ownership.find(aliceDrive()).orElseThrow(), RevocationState.UNSUPPORTED));

      assertThat(ownership.find(aliceDrive()).orElseThrow().owner()).isEmpty();
      assertThat(ownership.custody(account.id())).isEmpty();
      assertThat(events.published())
          .containsExactly(new AccountReleased(aliceDrive(), account.id(), alice(), new Epoch(2)));
    }

    @Test
    void treatsAnAccountOfAnotherUserAsUnknown() {
      assertThat(disconnect.disconnect(account.id(), bob())).isEqualTo(new AccountNotFound());
      assertThat(disconnect.disconnect(new AccountId(new UUID(0, 1)), alice()))
          .isEqualTo(new AccountNotFound());
      assertThat(ownership.find(aliceDrive())).contains(account);
      assertThat(events.published()).isEmpty();
    }

    @Test
    void answersARepeatedCallAsTheFirstOneAndReportsTheReleaseOnce() {
      DisconnectOutcome first = disconnect.disconnect(account.id(), alice());
      events.forget();

      assertThat(disconnect.disconnect(account.id(), alice())).isEqualTo(first);
      assertThat(events.published()).isEmpty();
    }
  }

  @Nested
  class WhenShowingProviders {
    private final ListProviders list = new ListProviders(new ScriptedProviders());

    @Test
    void keepsTheConfiguredOrder() {
      assertThat(list.list())
          .extracting(ProviderProfile::displayName)
          .containsExactly("OneDrive", "Google Drive", "Dropbox", "Box");
    }

    @Test
    void findsAProviderById() {
      assertThat(list.find(new Provider("box"))).map(ProviderProfile::configured).contains(false);
      assertThat(list.find(new Provider("nosuchcloud"))).isEmpty();
    }
  }
}
