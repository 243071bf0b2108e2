package com.cloudaggregator.application.port;

import static com.cloudaggregator.application.port.Samples.bob;
import static com.cloudaggregator.application.port.Samples.claim;
import static com.cloudaggregator.application.port.Samples.newDrive;
import static com.cloudaggregator.application.port.Samples.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.port.Notices.AcknowledgeResult;
import com.cloudaggregator.application.port.TransferRequests.OfferResult;
import com.cloudaggregator.application.port.TransferRequests.Pace;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferNotice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every store of notices promises: {@link Notices}, line by line. */
public abstract class NoticesContract {
  private final UserId formerOwner = newUser();

  /** The store under test; it may hold rows of other tests. */
  protected abstract OwnershipStore store();

  private Notices notices() {
    return store().notices();
  }

  private AccountId loseADrive() {
    CloudAccount account =
        ((ClaimResult.Claimed) store().accounts().claim(claim(newDrive(), formerOwner))).account();
    OwnedByAnother standing = new OwnedByAnother(account, formerOwner);
    TransferGrant grant = ((OfferResult.Offered) store().requests()
            .offer(claim(account.providerAccount(), bob()), standing, Duration.ofMinutes(10), 1000))
        .grant();
    store().requests().transfer(grant.id(), bob(), new Pace(Duration.ZERO, 3));
    return account.id();
  }

  private TransferNotice only() {
    return notices().of(formerOwner, null, 2).getFirst();
  }

  @Test
  void aUserWhoLostNothingHasNone() {
    assertThat(notices().of(formerOwner, null, 10)).isEmpty();
  }

  @Test
  void theyComeNewestFirstAPageAtATimeAndNoneTwice() {
    List<AccountId> lost = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      lost.add(loseADrive());
    }

    List<TransferNotice> first = notices().of(formerOwner, null, 2);
    List<TransferNotice> second = notices().of(formerOwner, first.getLast().id(), 2);
    List<TransferNotice> third = notices().of(formerOwner, second.getLast().id(), 2);

    assertThat(first).extracting(TransferNotice::account).containsExactly(lost.get(4), lost.get(3));
    assertThat(second).extracting(TransferNotice::account).containsExactly(lost.get(2), lost.get(1));
    assertThat(third).extracting(TransferNotice::account).containsExactly(lost.get(0));
    assertThat(notices().of(formerOwner, third.getLast().id(), 2)).isEmpty();
  }

  @Test
  void onlyTheFormerOwnerIsTold() {
    loseADrive();

    assertThat(notices().of(formerOwner, null, 10)).hasSize(1);
    assertThat(notices().of(newUser(), null, 10)).isEmpty();
  }

  @Test
  void acknowledgingASecondTimeIsAnsweredTheSameAndChangesNothing() {
    loseADrive();

    assertThat(notices().acknowledge(only().id(), formerOwner)).isEqualTo(AcknowledgeResult.ACKNOWLEDGED);
    Instant read = only().acknowledgedAt();
    assertThat(read).isNotNull();
    assertThat(notices().acknowledge(only().id(), formerOwner)).isEqualTo(AcknowledgeResult.ACKNOWLEDGED);
    assertThat(only().acknowledgedAt()).isEqualTo(read);
  }

  @Test
  void anotherUsersNoticeAndNoneAtAllAreAnsweredAlike() {
    loseADrive();

    assertThat(notices().acknowledge(only().id(), newUser())).isEqualTo(AcknowledgeResult.NOT_FOUND);
    assertThat(notices().acknowledge(new UUID(0, 1), formerOwner)).isEqualTo(AcknowledgeResult.NOT_FOUND);
    assertThat(only().acknowledgedAt()).isNull();
  }

  @Test
  void countsWhatIsUnreadAndReadsItAllAtOnceForNobodyElse() {
    loseADrive();
    loseADrive();

    assertThat(notices().unread(formerOwner, 10)).isEqualTo(2);
    assertThat(notices().unread(formerOwner, 1)).isEqualTo(1);
    notices().acknowledgeAll(newUser());
    assertThat(notices().unread(formerOwner, 10)).isEqualTo(2);
    notices().acknowledgeAll(formerOwner);
    assertThat(notices().unread(formerOwner, 10)).isZero();
    assertThat(notices().of(formerOwner, null, 10))
        .hasSize(2)
        .allSatisfy(notice -> assertThat(notice.acknowledgedAt()).isNotNull());
  }

  @Test
  void concurrentAcknowledgementsAreAllAnsweredTheSame() throws Exception {
    loseADrive();
    UUID id = only().id();

    List<AcknowledgeResult> answers = Race.run(i -> () -> notices().acknowledge(id, formerOwner));

    assertThat(answers).containsOnly(AcknowledgeResult.ACKNOWLEDGED);
  }
}
