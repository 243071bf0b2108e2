package com.cloudaggregator.application.transfer;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.aliceDrive;
import static com.cloudaggregator.application.testing.Samples.bob;
import static com.cloudaggregator.application.testing.Samples.carol;
import static com.cloudaggregator.application.testing.Samples.claim;
import static com.cloudaggregator.application.testing.Samples.credentialsOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.testing.CountedIds;
import com.cloudaggregator.application.testing.InMemoryOwnership;
import com.cloudaggregator.application.testing.RecordedEvents;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.application.transfer.PreviewOutcome.Preview;
import com.cloudaggregator.application.transfer.TransferOutcome.CoolingDown;
import com.cloudaggregator.application.transfer.TransferOutcome.Transferred;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.OwnershipTransferred;
import com.cloudaggregator.domain.event.AccountEvent.TransferPreviewed;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferId;
import com.cloudaggregator.domain.ownership.TransferToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The offer of Alice's account to Bob: preview, transfer, and all refusals of both. */
class TransferTest {
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final TransferLimits PACE = new TransferLimits(Duration.ofMinutes(1), 2);

  private final TestClock clock = new TestClock();
  private final InMemoryOwnership ownership = new InMemoryOwnership(clock, new CountedIds());
  private final InMemoryTransferTokens tokens = new InMemoryTransferTokens(clock);
  private final RecordedEvents events = new RecordedEvents();
  private final PreviewTransfer preview = new PreviewTransfer(tokens, ownership, events, PACE);
  private final TransferOwnership transfer = new TransferOwnership(tokens, ownership, events, PACE);
  private final CloudAccount before =
      ((ClaimResult.Claimed) ownership.claim(claim(aliceDrive(), alice()))).account();

  private CloudAccount found() {
    return ownership.find(aliceDrive()).orElseThrow();
  }

  private TransferGrant grantTo(UserId requester) {
    OwnedByAnother standing = new OwnedByAnother(found(), found().owner().orElseThrow());
    return ((OfferResult.Offered) ownership.offer(claim(aliceDrive(), requester), standing, TTL, 5))
        .grant();
  }

  private TransferToken offerTo(UserId requester) {
    return tokens.issue(grantTo(requester));
  }

  private TransferOutcome moveTo(UserId requester) {
    return transfer.transfer(offerTo(requester), requester);
  }

  private void release() {
    ownership.release(found().id(), found().owner().orElseThrow());
  }

  /** Both use cases refuse an invalid token for the same reason. */
  private void assertBothRefuse(TransferToken token, UserId caller, TransferRefusal reason) {
    CloudAccount standing = found();
    assertThat(preview.preview(token, caller)).isEqualTo(new PreviewOutcome.PreviewRefused(reason));
    assertThat(transfer.transfer(token, caller))
        .isEqualTo(new TransferOutcome.TransferRefused(reason));
    assertThat(found()).isEqualTo(standing);
    assertThat(events.published()).isEmpty();
  }

  @Nested
  class WhenTheOfferIsValid {
    @Test
    void showsTheRequestersOwnLabelMaskedAndNothingOfTheOwner() {
      PreviewOutcome outcome = preview.preview(offerTo(bob()), bob());

      assertThat(outcome)
          .isEqualTo(
              new Preview(
                  aliceDrive().provider(),
                  "bo•••@outlook.com",
                  TestClock.START.plus(TTL),
                  false,
                  Optional.empty()));
      assertThat(outcome.toString()).doesNotContain("alice");
    }

    @Test
    void previewsRepeatedlyWithoutChangingAnything() {
      TransferToken token = offerTo(bob());

      assertThat(preview.preview(token, bob())).isEqualTo(preview.preview(token, bob()));
      assertThat(found()).isEqualTo(before);
      assertThat(events.published())
          .containsOnly(new TransferPreviewed(aliceDrive(), bob()))
          .hasSize(2);
    }

    @Test
    void movesTheAccountWithTheRequestersOwnCredentials() {
      TransferGrant grant = grantTo(bob());

      assertThat(transfer.transfer(tokens.issue(grant), bob()))
          .isEqualTo(new Transferred(found(), false));

      assertThat(found().owner()).contains(bob());
      assertThat(ownership.custody(before.id())).contains(credentialsOf(bob()));
      assertThat(ownership.list(alice(), null, 10)).hasSize(1);
      assertThat(events.published())
          .containsExactly(
              new OwnershipTransferred(
                  aliceDrive(), before.id(), grant.id(), alice(), bob(), new Epoch(2)));
    }

    @Test
    void aRepetitionHasTheSameResultAndSendsNoNotice() {
      TransferToken token = offerTo(bob());
      transfer.transfer(token, bob());
      events.forget();

      assertThat(transfer.transfer(token, bob())).isEqualTo(new Transferred(found(), true));
      assertThat(events.published()).isEmpty();
      assertThat(ownership.list(alice(), null, 10)).hasSize(1);
    }

    @Test
    void thePreviewSaysThatTheRequesterAlreadyOwnsIt() {
      TransferToken token = offerTo(bob());
      transfer.transfer(token, bob());

      assertThat(preview.preview(token, bob()))
          .isInstanceOfSatisfying(
              Preview.class, shown -> assertThat(shown.alreadyYours()).isTrue());
    }
  }

  @Nested
  class WhenTheTokenIsInvalid {
    @Test
    void refusesGarbage() {
      assertBothRefuse(new TransferToken("garbage"), bob(), TransferRefusal.TOKEN_INVALID);
    }

    @Test
    void refusesAnExpiredToken() {
      TransferToken token = offerTo(bob());
      clock.advance(TTL);

      assertBothRefuse(token, bob(), TransferRefusal.TOKEN_EXPIRED);
    }

    @Test
    void refusesATokenOfAnotherUser() {
      TransferToken token = offerTo(bob());

      assertBothRefuse(token, carol(), TransferRefusal.OTHER_USER);
      assertBothRefuse(token, alice(), TransferRefusal.OTHER_USER);
    }

    @Test
    void refusesATokenWithoutAnOffer() {
      TransferGrant neverStored =
          new TransferGrant(
              new TransferId(new UUID(0, 1)),
              bob(),
              new AccountId(new UUID(0, 2)),
              alice(),
              Epoch.FIRST,
              Instant.MAX);

      assertBothRefuse(tokens.issue(neverStored), bob(), TransferRefusal.NOT_FOUND);
    }

    @Test
    void refusesTheOlderOfTwoOffers() {
      TransferToken older = offerTo(bob());
      offerTo(bob());

      assertBothRefuse(older, bob(), TransferRefusal.NOT_FOUND);
    }

    @Test
    void alsoHonorsTheExpiryByTheStoresClock() {
      TransferGrant grant = grantTo(bob());
      ownership.expire(grant.id());

      assertThat(transfer.transfer(tokens.issue(grant), bob()))
          .isEqualTo(new TransferOutcome.TransferRefused(TransferRefusal.TOKEN_EXPIRED));
    }

    @Test
    void refusesUnreadableCredentials() {
      TransferGrant grant = grantTo(bob());
      ownership.tamperWith(grant.id());

      assertThat(transfer.transfer(tokens.issue(grant), bob()))
          .isEqualTo(new TransferOutcome.TransferRefused(TransferRefusal.TOKEN_INVALID));
      assertThat(found()).isEqualTo(before);
    }
  }

  @Nested
  class WhenTheOwnerHasChanged {
    @Test
    void doesNotTakeTheAccountFromAnotherOwner() {
      TransferToken toBob = offerTo(bob());
      moveTo(carol());
      events.forget();

      assertBothRefuse(toBob, bob(), TransferRefusal.OWNER_CHANGED);
    }

    @Test
    void doesNotTakeTheAccountAgainAfterItMovedBack() {
      TransferToken toBob = offerTo(bob());
      transfer.transfer(toBob, bob());
      clock.advance(PACE.cooldown());
      moveTo(alice());
      events.forget();

      assertBothRefuse(toBob, bob(), TransferRefusal.OWNER_CHANGED);
    }

    @Test
    void doesNotTakeTheAccountFromTheSameOwnerAtALaterEpoch() {
      TransferToken toBob = offerTo(bob());
      release();
      ownership.adopt(claim(aliceDrive(), alice()), found().epoch());

      assertBothRefuse(toBob, bob(), TransferRefusal.OWNER_CHANGED);
    }

    @Test
    void reportsAReleasedAccount() {
      TransferToken toBob = offerTo(bob());
      release();

      assertBothRefuse(toBob, bob(), TransferRefusal.RELEASED);
    }

    @Test
    void reportsThatTheRequesterAlreadyOwnsIt() {
      TransferToken toBob = offerTo(bob());
      release();
      ownership.adopt(claim(aliceDrive(), bob()), found().epoch());

      assertThat(preview.preview(toBob, bob()))
          .isInstanceOfSatisfying(
              Preview.class, shown -> assertThat(shown.alreadyYours()).isTrue());
      assertThat(transfer.transfer(toBob, bob()))
          .isEqualTo(new TransferOutcome.TransferRefused(TransferRefusal.ALREADY_OWNER));
      assertThat(events.published()).isEmpty();
    }
  }

  @Nested
  class WhenItMovesTooOften {
    @Test
    void coolsDownAfterATransfer() {
      moveTo(bob());

      assertThat(moveTo(carol())).isEqualTo(new CoolingDown(TestClock.START.plus(PACE.cooldown())));
      assertThat(found().owner()).contains(bob());
      assertThat(events.published()).hasSize(1);
    }

    @Test
    void thePreviewSaysSoBeforeTheRequesterDecides() {
      moveTo(bob());

      assertThat(preview.preview(offerTo(carol()), carol()))
          .isInstanceOfSatisfying(
              Preview.class,
              shown ->
                  assertThat(shown.pausedUntil()).contains(TestClock.START.plus(PACE.cooldown())));

      clock.advance(PACE.cooldown());
      assertThat(preview.preview(offerTo(carol()), carol()))
          .isInstanceOfSatisfying(
              Preview.class, shown -> assertThat(shown.pausedUntil()).isEmpty());
    }

    @Test
    void movesAgainOnceTheCooldownIsOver() {
      moveTo(bob());
      clock.advance(PACE.cooldown());

      assertThat(moveTo(carol())).isEqualTo(new Transferred(found(), false));
    }

    @Test
    void limitsTheTransfersPerDay() {
      moveTo(bob());
      clock.advance(PACE.cooldown());
      moveTo(carol());
      clock.advance(PACE.cooldown());

      assertThat(moveTo(alice()))
          .isEqualTo(new CoolingDown(TestClock.START.plus(Duration.ofHours(24))));
    }
  }
}
