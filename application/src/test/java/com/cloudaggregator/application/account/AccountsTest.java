package com.cloudaggregator.application.account;

import static com.cloudaggregator.application.port.Samples.alice;
import static com.cloudaggregator.application.port.Samples.aliceDrive;
import static com.cloudaggregator.application.port.Samples.bob;
import static com.cloudaggregator.application.port.Samples.claim;
import static com.cloudaggregator.application.port.Samples.newDrive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.DisconnectOutcome.Disconnected;
import com.cloudaggregator.application.account.DisconnectOutcome.NotFound;
import com.cloudaggregator.application.account.ListAccounts.Page;
import com.cloudaggregator.application.port.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.port.CountedIds;
import com.cloudaggregator.application.port.InMemoryOwnership;
import com.cloudaggregator.application.port.RecordedEvents;
import com.cloudaggregator.application.port.ScriptedProviders;
import com.cloudaggregator.application.port.TestClock;
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

/** What an owner does with his accounts. */
class AccountsTest {
  private final InMemoryOwnership ownership = new InMemoryOwnership(new TestClock(), new CountedIds());
  private final RecordedEvents events = new RecordedEvents();

  private CloudAccount owned(UserId owner) {
    return ((ClaimResult.Claimed) ownership.claim(claim(newDrive(), owner))).account();
  }

  @Nested
  class WhenListing {
    private final ListAccounts list = new ListAccounts(ownership);

    @Test
    void showsAUserWithoutAccountsAnEmptyLastPage() {
      owned(bob());

      assertThat(list.list(alice(), null, ListAccounts.MAX_LIMIT).accounts()).isEmpty();
      assertThat(list.list(alice(), null, ListAccounts.MAX_LIMIT).next()).isEmpty();
    }

    @Test
    void namesTheNextPageExactlyWhenThereIsOne() {
      List<CloudAccount> all = IntStream.range(0, 4).mapToObj(i -> owned(alice())).toList();

      Page first = list.list(alice(), null, 2);
      Page second = list.list(alice(), first.next().orElseThrow(), 2);

      assertThat(first.accounts()).isEqualTo(all.subList(0, 2));
      assertThat(first.next()).contains(all.get(1).id());
      assertThat(second.accounts()).isEqualTo(all.subList(2, 4));
      assertThat(second.next()).isEmpty();
      assertThat(list.list(alice(), null, 3).next()).contains(all.get(2).id());
      assertThat(list.list(alice(), null, 4).next()).isEmpty();
    }

    @Test
    void staysInPlaceWhileAccountsComeAndGo() {
      List<CloudAccount> all = IntStream.range(0, 3).mapToObj(i -> owned(alice())).toList();
      Page first = list.list(alice(), null, 2);
      ownership.release(all.get(1).id(), alice());

      assertThat(list.list(alice(), first.next().orElseThrow(), 2).accounts()).containsExactly(all.get(2));
    }

    @Test
    void givesNobodyASightOfOthersAccountsByTheirIds() {
      CloudAccount bobs = owned(bob());
      owned(bob());

      assertThat(list.list(alice(), bobs.id(), 10).accounts()).isEmpty();
    }
  }

  @Nested
  class WhenDisconnecting {
    private final DisconnectAccount disconnect = new DisconnectAccount(
        ownership, new ScriptedProviders(), events, Duration.ofSeconds(10));
    private final CloudAccount account =
        ((ClaimResult.Claimed) ownership.claim(claim(aliceDrive(), alice()))).account();

    @Test
    void releasesItAndDestroysTheCredentials() {
      assertThat(disconnect.disconnect(account.id(), alice()))
          .isEqualTo(new Disconnected(
              ownership.find(aliceDrive()).orElseThrow(), RevocationState.UNSUPPORTED));

      assertThat(ownership.find(aliceDrive()).orElseThrow().owner()).isEmpty();
      assertThat(ownership.custody(account.id())).isEmpty();
      assertThat(events.published())
          .containsExactly(new AccountReleased(aliceDrive(), account.id(), alice(), new Epoch(2)));
    }

    @Test
    void answersAForeignOneAsOneThatDoesNotExist() {
      assertThat(disconnect.disconnect(account.id(), bob())).isEqualTo(new NotFound());
      assertThat(disconnect.disconnect(new AccountId(new UUID(0, 1)), alice())).isEqualTo(new NotFound());
      assertThat(ownership.find(aliceDrive())).contains(account);
      assertThat(events.published()).isEmpty();
    }

    @Test
    void doesNotFindItASecondTime() {
      disconnect.disconnect(account.id(), alice());
      events.forget();

      assertThat(disconnect.disconnect(account.id(), alice())).isEqualTo(new NotFound());
      assertThat(events.published()).isEmpty();
    }
  }

  @Nested
  class WhenShowingProviders {
    private final ListProviders list = new ListProviders(new ScriptedProviders());

    @Test
    void keepsTheirOrder() {
      assertThat(list.list())
          .extracting(ProviderProfile::displayName)
          .containsExactly("OneDrive", "Google Drive", "Dropbox", "Box");
    }

    @Test
    void findsOneByItsId() {
      assertThat(list.find(new Provider("box"))).map(ProviderProfile::configured).contains(false);
      assertThat(list.find(new Provider("nosuchcloud"))).isEmpty();
    }
  }
}
