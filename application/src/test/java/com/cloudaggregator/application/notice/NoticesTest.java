package com.cloudaggregator.application.notice;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.bob;
import static com.cloudaggregator.application.testing.Samples.claim;
import static com.cloudaggregator.application.testing.Samples.newDrive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.testing.CountedIds;
import com.cloudaggregator.application.testing.InMemoryOwnership;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferNotice;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The notices that Alice gets after Bob has taken over Alice's accounts. */
class NoticesTest {
  private final TestClock clock = new TestClock();
  private final InMemoryOwnership ownership = new InMemoryOwnership(clock, new CountedIds());
  private final ListNotices list = new ListNotices(ownership);
  private final AcknowledgeNotice acknowledge = new AcknowledgeNotice(ownership);

  private AccountId lose() {
    CloudAccount account =
        ((ClaimResult.Claimed) ownership.claim(claim(newDrive(), alice()))).account();
    OwnedByAnother standing = new OwnedByAnother(account, alice());
    TransferGrant grant =
        ((OfferResult.Offered)
                ownership.offer(
                    claim(account.providerAccount(), bob()), standing, Duration.ofMinutes(10), 5))
            .grant();
    ownership.transfer(grant.id(), bob(), new TransferLimits(Duration.ZERO, 3));
    return account.id();
  }

  private TransferNotice only() {
    return list.list(alice(), null, 10).items().getFirst();
  }

  @Test
  void saysWhichAccountAndWhenButNotWho() {
    AccountId lost = lose();

    assertThat(only().account()).isEqualTo(lost);
    assertThat(only().maskedLabel()).isEqualTo("ali•••@outlook.com");
    assertThat(only().at()).isEqualTo(TestClock.START);
    assertThat(only().acknowledgedAt()).isNull();
    assertThat(only().toString()).doesNotContain("bob");
  }

  @Test
  void otherUsersGetNoNotice() {
    lose();

    assertThat(list.list(bob(), null, 10).items()).isEmpty();
  }

  @Test
  void hasANextCursorOnlyIfThereIsANextPage() {
    List<AccountId> lost = IntStream.range(0, 3).mapToObj(i -> lose()).toList().reversed();

    Slice<TransferNotice, UUID> first = list.list(alice(), null, 2);
    Slice<TransferNotice, UUID> second = list.list(alice(), first.next().orElseThrow(), 2);

    assertThat(first.items()).extracting(TransferNotice::account).isEqualTo(lost.subList(0, 2));
    assertThat(second.items()).extracting(TransferNotice::account).isEqualTo(lost.subList(2, 3));
    assertThat(second.next()).isEmpty();
    assertThat(list.list(alice(), null, 3).next()).isEmpty();
  }

  @Test
  void keepsTheTimeOfTheFirstAcknowledgement() {
    lose();

    assertThat(acknowledge.acknowledge(only().id(), alice()))
        .isEqualTo(AcknowledgeOutcome.ACKNOWLEDGED);
    clock.advance(Duration.ofHours(1));
    assertThat(acknowledge.acknowledge(only().id(), alice()))
        .isEqualTo(AcknowledgeOutcome.ACKNOWLEDGED);
    assertThat(only().acknowledgedAt()).isEqualTo(TestClock.START);
  }

  @Test
  void treatsANoticeOfAnotherUserAsUnknown() {
    lose();

    assertThat(acknowledge.acknowledge(only().id(), bob()))
        .isEqualTo(AcknowledgeOutcome.NOTICE_NOT_FOUND);
    assertThat(acknowledge.acknowledge(new UUID(0, 1), alice()))
        .isEqualTo(AcknowledgeOutcome.NOTICE_NOT_FOUND);
    assertThat(only().acknowledgedAt()).isNull();
  }
}
