package com.cloudaggregator.application.notice;

import static com.cloudaggregator.application.testing.Samples.bob;
import static com.cloudaggregator.application.testing.Samples.claim;
import static com.cloudaggregator.application.testing.Samples.newDrive;
import static com.cloudaggregator.application.testing.Samples.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.testing.OwnershipStore;
import com.cloudaggregator.application.testing.Race;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Nickname;
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

/** Contract of {@link Notices}, run against every implementation. */
public abstract class NoticesContract {
  private final UserId formerOwner = newUser();

  /** The store under test; it may contain rows of other tests. */
  protected abstract OwnershipStore store();

  private Notices notices() {
    return store().notices();
  }

  private AccountId loseADrive() {
    CloudAccount account =
        ((ClaimResult.Claimed) store().accounts().claim(claim(newDrive(), formerOwner))).account();
    OwnedByAnother standing = new OwnedByAnother(account, formerOwner);
    TransferGrant grant =
        ((OfferResult.Offered)
                store()
                    .requests()
                    .offer(
                        claim(account.providerAccount(), bob()),
                        standing,
                        Duration.ofMinutes(10),
                        1000))
            .grant();
    store().requests().transfer(grant.id(), bob(), new TransferLimits(Duration.ZERO, 3));
    return account.id();
  }

  private TransferNotice only() {
    return notices().list(formerOwner, null, 2).getFirst();
  }

  @Test
  void theNewOwnerOfAnAccountDoesNotSeeItsNickname() {
    CloudAccount account =
        ((ClaimResult.Claimed) store().accounts().claim(claim(newDrive(), formerOwner))).account();
    store().accounts().name(account.id(), formerOwner, new Nickname("Work"));
    TransferGrant grant =
        ((OfferResult.Offered)
                store()
                    .requests()
                    .offer(
                        claim(account.providerAccount(), bob()),
                        new OwnedByAnother(account, formerOwner),
                        Duration.ofMinutes(10),
                        1000))
            .grant();
    store().requests().transfer(grant.id(), bob(), new TransferLimits(Duration.ZERO, 3));

    assertThat(store().accounts().findOwned(account.id(), bob()).orElseThrow().nickname())
        .isEqualTo(Nickname.NONE);
  }

  @Test
  void aUserWhoLostNoAccountHasNoNotices() {
    assertThat(notices().list(formerOwner, null, 10)).isEmpty();
  }

  @Test
  void listsNoticesNewestFirstInPagesWithoutRepetition() {
    List<AccountId> lost = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      lost.add(loseADrive());
    }

    List<TransferNotice> first = notices().list(formerOwner, null, 2);
    List<TransferNotice> second = notices().list(formerOwner, first.getLast().id(), 2);
    List<TransferNotice> third = notices().list(formerOwner, second.getLast().id(), 2);

    assertThat(first).extracting(TransferNotice::account).containsExactly(lost.get(4), lost.get(3));
    assertThat(second)
        .extracting(TransferNotice::account)
        .containsExactly(lost.get(2), lost.get(1));
    assertThat(third).extracting(TransferNotice::account).containsExactly(lost.get(0));
    assertThat(notices().list(formerOwner, third.getLast().id(), 2)).isEmpty();
  }

  @Test
  void onlyTheFormerOwnerGetsANotice() {
    loseADrive();

    assertThat(notices().list(formerOwner, null, 10)).hasSize(1);
    assertThat(notices().list(newUser(), null, 10)).isEmpty();
  }

  @Test
  void acknowledgingTwiceHasTheSameResultAndChangesNothing() {
    loseADrive();

    assertThat(notices().acknowledge(only().id(), formerOwner))
        .isEqualTo(AcknowledgeOutcome.ACKNOWLEDGED);
    Instant read = only().acknowledgedAt();
    assertThat(read).isNotNull();
    assertThat(notices().acknowledge(only().id(), formerOwner))
        .isEqualTo(AcknowledgeOutcome.ACKNOWLEDGED);
    assertThat(only().acknowledgedAt()).isEqualTo(read);
  }

  @Test
  void aNoticeOfAnotherUserIsTreatedAsUnknown() {
    loseADrive();

    assertThat(notices().acknowledge(only().id(), newUser()))
        .isEqualTo(AcknowledgeOutcome.NOTICE_NOT_FOUND);
    assertThat(notices().acknowledge(new UUID(0, 1), formerOwner))
        .isEqualTo(AcknowledgeOutcome.NOTICE_NOT_FOUND);
    assertThat(only().acknowledgedAt()).isNull();
  }

  @Test
  void countsUnreadNoticesAndMarksAllOfOneUserAsRead() {
    loseADrive();
    loseADrive();

    assertThat(notices().countUnread(formerOwner, 10)).isEqualTo(2);
    assertThat(notices().countUnread(formerOwner, 1)).isEqualTo(1);
    notices().acknowledgeAll(newUser());
    assertThat(notices().countUnread(formerOwner, 10)).isEqualTo(2);
    notices().acknowledgeAll(formerOwner);
    assertThat(notices().countUnread(formerOwner, 10)).isZero();
    assertThat(notices().list(formerOwner, null, 10))
        .hasSize(2)
        .allSatisfy(notice -> assertThat(notice.acknowledgedAt()).isNotNull());
  }

  @Test
  void concurrentAcknowledgementsHaveTheSameResult() throws Exception {
    loseADrive();
    UUID id = only().id();

    List<AcknowledgeOutcome> answers = Race.run(i -> () -> notices().acknowledge(id, formerOwner));

    assertThat(answers).containsOnly(AcknowledgeOutcome.ACKNOWLEDGED);
  }
}
