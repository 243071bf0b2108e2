package com.cloudaggregator.application.verification;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.aliceDrive;
import static com.cloudaggregator.application.testing.Samples.bob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.testing.Faults;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.domain.event.AccountEvent.AccountAdopted;
import com.cloudaggregator.domain.event.AccountEvent.AccountConnected;
import com.cloudaggregator.domain.event.AccountEvent.AnswerNotShown;
import com.cloudaggregator.domain.event.AccountEvent.CallbackAnswer;
import com.cloudaggregator.domain.event.AccountEvent.ClaimFailed;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAnswered;
import com.cloudaggregator.domain.event.AccountEvent.IdempotentRaceResolved;
import com.cloudaggregator.domain.event.AccountEvent.OwnerLookupFailed;
import com.cloudaggregator.domain.event.AccountEvent.OwnerMissing;
import com.cloudaggregator.domain.event.AccountEvent.OwnershipConflict;
import com.cloudaggregator.domain.event.AccountEvent.Resolution;
import com.cloudaggregator.domain.event.AccountEvent.ResolutionFailed;
import com.cloudaggregator.domain.event.AccountEvent.SuccessShown;
import com.cloudaggregator.domain.event.AccountEvent.TransferPreviewed;
import com.cloudaggregator.domain.event.AccountEvent.UnlistedAnswer;
import com.cloudaggregator.domain.event.StoreFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which evidence an event is recorded as. */
class EvidenceRecorderTest {

  private record Noted(Evidence evidence, ProviderAccountId account, @Nullable String constraint) {}

  private static final class Notes implements VerificationRecord {
    private final List<Noted> all = new ArrayList<>();

    @Override
    public void record(Evidence evidence, ProviderAccountId account, @Nullable String constraint) {
      all.add(new Noted(evidence, account, constraint));
    }

    @Override
    public boolean guardsOneOwner(String constraint) {
      return constraint.equals("uniq_by_another_name");
    }

    @Override
    public Map<Evidence, EvidenceCount> countEvidence() {
      return Map.of();
    }

    @Override
    public Map<ViolatedConstraint, EvidenceCount> countViolations() {
      return Map.of();
    }
  }

  private final Notes notes = new Notes();

  private static StoreFault duplicate(@Nullable String constraint) {
    return new StoreFault(
        constraint == null ? StoreFault.Kind.FAILED : StoreFault.Kind.OTHER_UNIQUE_CONSTRAINT,
        "PSQLException",
        "23505",
        "duplicate key",
        constraint);
  }

  static List<Arguments> evidence() {
    return List.of(
        Arguments.of(
            new DuplicateAccount(aliceDrive(), DuplicateAccount.ONE_OWNER),
            Evidence.DUPLICATE_DETECTED,
            DuplicateAccount.ONE_OWNER),
        Arguments.of(
            new OwnerLookupFailed(aliceDrive(), Faults.failed().fault()),
            Evidence.OWNER_LOOKUP_FAILED,
            null),
        Arguments.of(new OwnerMissing(aliceDrive()), Evidence.OWNER_MISSING, null),
        Arguments.of(
            new ClaimFailed(aliceDrive(), Faults.otherUniqueConstraint().fault()),
            Evidence.OTHER_UNIQUE_CONSTRAINT,
            "cloud_provider_accounts_pkey"),
        Arguments.of(
            new ClaimFailed(aliceDrive(), duplicate(DuplicateAccount.ONE_OWNER)),
            Evidence.DUPLICATE_NOT_UNDERSTOOD,
            DuplicateAccount.ONE_OWNER),
        Arguments.of(
            new ClaimFailed(aliceDrive(), duplicate("uniq_by_another_name")),
            Evidence.DUPLICATE_NOT_UNDERSTOOD,
            "uniq_by_another_name"),
        Arguments.of(
            new ClaimFailed(aliceDrive(), duplicate(null)),
            Evidence.DUPLICATE_NOT_UNDERSTOOD,
            null),
        Arguments.of(
            new ClaimFailed(aliceDrive(), Faults.failed().fault()),
            Evidence.NON_UNIQUE_ERROR,
            null),
        Arguments.of(
            new DuplicateAnswered(aliceDrive(), CallbackAnswer.SUCCESS),
            Evidence.SUCCESS_ANSWERED,
            null),
        Arguments.of(
            new DuplicateAnswered(aliceDrive(), CallbackAnswer.CONFLICT),
            Evidence.CONFLICT_ANSWERED,
            null),
        Arguments.of(
            new DuplicateAnswered(aliceDrive(), CallbackAnswer.DATABASE_ERROR),
            Evidence.DATABASE_ERROR_ANSWERED,
            null),
        Arguments.of(new TransferPreviewed(aliceDrive(), bob()), Evidence.DIALOG_SHOWN, null),
        Arguments.of(new SuccessShown(aliceDrive(), alice()), Evidence.SUCCESS_SHOWN, null),
        Arguments.of(
            new ResolutionFailed(aliceDrive(), Resolution.OFFER), Evidence.OFFER_FAILED, null),
        Arguments.of(
            new ResolutionFailed(aliceDrive(), Resolution.RENEWAL), Evidence.RENEWAL_FAILED, null),
        Arguments.of(
            new ResolutionFailed(aliceDrive(), Resolution.ADOPTION),
            Evidence.ADOPTION_FAILED,
            null),
        Arguments.of(
            new AnswerNotShown(aliceDrive(), CallbackAnswer.SUCCESS),
            Evidence.SUCCESS_NOT_SHOWN,
            null),
        Arguments.of(
            new AnswerNotShown(aliceDrive(), CallbackAnswer.CONFLICT),
            Evidence.DIALOG_NOT_SHOWN,
            null),
        Arguments.of(new UnlistedAnswer(aliceDrive()), Evidence.UNLISTED_ANSWER, null));
  }

  @ParameterizedTest
  @MethodSource("evidence")
  void recordsTheConstraintThatRefusedARow(
      AccountEvent event, Evidence evidence, @Nullable String constraint) {
    new EvidenceRecorder(notes, _ -> false).publish(event);

    assertThat(notes.all).containsExactly(new Noted(evidence, aliceDrive(), constraint));
  }

  static List<AccountEvent> noEvidence() {
    AccountId id = new AccountId(new UUID(0, 1));
    return List.of(
        new AccountConnected(aliceDrive(), id, alice(), Epoch.FIRST),
        // Recorded in the transaction of the change.
        new AccountAdopted(aliceDrive(), id, alice(), new Epoch(3)),
        new OwnershipConflict(aliceDrive(), alice(), bob()),
        new IdempotentRaceResolved(aliceDrive(), alice()),
        new DuplicateAnswered(aliceDrive(), CallbackAnswer.OTHER),
        // A request must not wait twice for an unavailable store.
        new ClaimFailed(aliceDrive(), Faults.unavailable().fault()));
  }

  @ParameterizedTest
  @MethodSource("noEvidence")
  void recordsNothingTwiceAndNothingIrrelevant(AccountEvent event) {
    new EvidenceRecorder(notes, _ -> false).publish(event);

    assertThat(notes.all).isEmpty();
  }

  static List<Arguments> searchedLines() {
    return List.of(
        Arguments.of(
            new DuplicateAccount(aliceDrive(), DuplicateAccount.ONE_OWNER),
            Evidence.DETECTION_NOT_LOGGED),
        Arguments.of(
            new OwnershipConflict(aliceDrive(), alice(), bob()), Evidence.CONFLICT_NOT_LOGGED),
        Arguments.of(new IdempotentRaceResolved(aliceDrive(), alice()), Evidence.RACE_NOT_LOGGED),
        Arguments.of(
            new OwnerLookupFailed(aliceDrive(), Faults.failed().fault()),
            Evidence.LOOKUP_FAILURE_NOT_LOGGED),
        Arguments.of(new OwnerMissing(aliceDrive()), Evidence.MISSING_OWNER_NOT_LOGGED),
        Arguments.of(
            new ClaimFailed(aliceDrive(), Faults.otherUniqueConstraint().fault()),
            Evidence.OTHER_CONSTRAINT_NOT_LOGGED));
  }

  @ParameterizedTest
  @MethodSource("searchedLines")
  void recordsASuppressedLogLineInAdditionToTheEvent(AccountEvent event, Evidence hidden) {
    new EvidenceRecorder(notes, event::equals).publish(event);

    assertThat(notes.all).last().isEqualTo(new Noted(hidden, aliceDrive(), null));
    assertThat(notes.all).filteredOn(noted -> noted.evidence() == hidden).hasSize(1);
  }

  @Test
  void ignoresSuppressedLinesThatNoCriterionNeeds() {
    new EvidenceRecorder(notes, _ -> true)
        .publish(
            new AccountConnected(
                aliceDrive(), new AccountId(new UUID(0, 1)), alice(), Epoch.FIRST));

    assertThat(notes.all).isEmpty();
  }

  @Test
  void aStoreFailureDoesNotFailThePublisher() {
    StoreException away = Faults.unavailable();
    VerificationRecord failing =
        new VerificationRecord() {
          @Override
          public void record(
              Evidence evidence, ProviderAccountId account, @Nullable String constraint) {
            throw away;
          }

          @Override
          public boolean guardsOneOwner(String constraint) {
            throw away;
          }

          @Override
          public Map<Evidence, EvidenceCount> countEvidence() {
            throw away;
          }

          @Override
          public Map<ViolatedConstraint, EvidenceCount> countViolations() {
            throw away;
          }
        };

    assertThatNoException()
        .isThrownBy(
            () -> new EvidenceRecorder(failing, _ -> true).publish(new OwnerMissing(aliceDrive())));
  }
}
