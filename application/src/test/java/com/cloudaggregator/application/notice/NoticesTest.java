package com.cloudaggregator.application.notice;

import static com.cloudaggregator.application.port.Samples.alice;
import static com.cloudaggregator.application.port.Samples.bob;
import static com.cloudaggregator.application.port.Samples.claim;
import static com.cloudaggregator.application.port.Samples.newDrive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.notice.ListNotices.Page;
import com.cloudaggregator.application.port.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.port.CountedIds;
import com.cloudaggregator.application.port.InMemoryOwnership;
import com.cloudaggregator.application.port.TestClock;
import com.cloudaggregator.application.port.TransferRequests.OfferResult;
import com.cloudaggregator.application.port.TransferRequests.Pace;
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

/** What Alice is told when Bob has moved her drives to his user. */
class NoticesTest {
  private final TestClock clock = new TestClock();
  private final InMemoryOwnership ownership = new InMemoryOwnership(clock, new CountedIds());
  private final ListNotices list = new ListNotices(ownership);
  private final AcknowledgeNotice acknowledge = new AcknowledgeNotice(ownership);

  private AccountId lose() {
    CloudAccount account = ((ClaimResult.Claimed) ownership.claim(claim(newDrive(), alice()))).account();
    OwnedByAnother standing = new OwnedByAnother(account, alice());
    TransferGrant grant = ((OfferResult.Offered) ownership.offer(
            claim(account.providerAccount(), bob()), standing, Duration.ofMinutes(10), 5))
        .grant();
    ownership.transfer(grant.id(), bob(), new Pace(Duration.ZERO, 3));
    return account.id();
  }

  private TransferNotice only() {
    return list.list(alice(), null, 10).notices().getFirst();
  }

  @Test
  void saysWhatAndWhenAndNotWho() {
    AccountId lost = lose();

    assertThat(only().account()).isEqualTo(lost);
    assertThat(only().maskedLabel()).isEqualTo("ali•••@outlook.com");
    assertThat(only().at()).isEqualTo(TestClock.START);
    assertThat(only().acknowledgedAt()).isNull();
    assertThat(only().toString()).doesNotContain("bob");
  }

  @Test
  void tellsNobodyElse() {
    lose();

    assertThat(list.list(bob(), null, 10).notices()).isEmpty();
  }

  @Test
  void namesTheNextPageExactlyWhenThereIsOne() {
    List<AccountId> lost = IntStream.range(0, 3).mapToObj(i -> lose()).toList().reversed();

    Page first = list.list(alice(), null, 2);
    Page second = list.list(alice(), first.next().orElseThrow(), 2);

    assertThat(first.notices()).extracting(TransferNotice::account).isEqualTo(lost.subList(0, 2));
    assertThat(second.notices()).extracting(TransferNotice::account).isEqualTo(lost.subList(2, 3));
    assertThat(second.next()).isEmpty();
    assertThat(list.list(alice(), null, 3).next()).isEmpty();
  }

  @Test
  void notesTheFirstReadingAndAnswersTheSecondTheSame() {
    lose();

    assertThat(acknowledge.acknowledge(only().id(), alice())).isEqualTo(new AcknowledgeOutcome.Acknowledged());
    clock.advance(Duration.ofHours(1));
    assertThat(acknowledge.acknowledge(only().id(), alice())).isEqualTo(new AcknowledgeOutcome.Acknowledged());
    assertThat(only().acknowledgedAt()).isEqualTo(TestClock.START);
  }

  @Test
  void answersAForeignNoticeAsOneThatDoesNotExist() {
    lose();

    assertThat(acknowledge.acknowledge(only().id(), bob())).isEqualTo(new AcknowledgeOutcome.NotFound());
    assertThat(acknowledge.acknowledge(new UUID(0, 1), alice())).isEqualTo(new AcknowledgeOutcome.NotFound());
    assertThat(only().acknowledgedAt()).isNull();
  }
}
