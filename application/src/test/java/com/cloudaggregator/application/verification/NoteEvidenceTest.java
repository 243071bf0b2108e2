package com.cloudaggregator.application.verification;

import static com.cloudaggregator.application.port.Samples.alice;
import static com.cloudaggregator.application.port.Samples.aliceDrive;
import static com.cloudaggregator.application.port.Samples.bob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.cloudaggregator.application.evidence.Figure;
import com.cloudaggregator.application.evidence.RefusedRow;
import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.application.port.Faults;
import com.cloudaggregator.application.port.VerificationRecord;
import com.cloudaggregator.application.evidence.Evidence;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.domain.event.AccountEvent.AccountAdopted;
import com.cloudaggregator.domain.event.AccountEvent.AccountConnected;
import com.cloudaggregator.domain.event.AccountEvent.Answer;
import com.cloudaggregator.domain.event.AccountEvent.AnswerNotShown;
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
import com.cloudaggregator.domain.event.StorageFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an event is evidence of. */
class NoteEvidenceTest {

  private record Noted(Evidence evidence, ProviderAccountId account, @Nullable String constraint) {}

  private static final class Notes implements VerificationRecord {
    private final List<Noted> all = new ArrayList<>();

    @Override
    public void note(Evidence evidence, ProviderAccountId account, @Nullable String constraint) {
      all.add(new Noted(evidence, account, constraint));
    }

    @Override
    public boolean guardsOneOwner(String constraint) {
      return constraint.equals("uniq_by_another_name");
    }

    @Override
    public Map<Evidence, Figure> figures() {
      return Map.of();
    }

    @Override
    public Map<RefusedRow, Figure> refusedRows() {
      return Map.of();
    }
  }

  private final Notes notes = new Notes();

  private static StorageFault duplicate(@Nullable String constraint) {
    return new StorageFault(
        constraint == null ? StorageFault.Kind.FAILED : StorageFault.Kind.OTHER_UNIQUE_CONSTRAINT,
        "PSQLException", "23505", "duplicate key", constraint);
  }

  static List<Arguments> evidence() {
    return List.of(
        Arguments.of(
            new DuplicateAccount(aliceDrive(), DuplicateAccount.ONE_OWNER),
            Evidence.DUPLICATE_DETECTED, DuplicateAccount.ONE_OWNER),
        Arguments.of(
            new OwnerLookupFailed(aliceDrive(), Faults.failed().fault()), Evidence.OWNER_LOOKUP_FAILED, null),
        Arguments.of(new OwnerMissing(aliceDrive()), Evidence.OWNER_MISSING, null),
        Arguments.of(
            new ClaimFailed(aliceDrive(), Faults.otherUniqueConstraint().fault()),
            Evidence.OTHER_UNIQUE_CONSTRAINT, "cloud_provider_accounts_pkey"),
        Arguments.of(
            new ClaimFailed(aliceDrive(), duplicate(DuplicateAccount.ONE_OWNER)),
            Evidence.DUPLICATE_NOT_UNDERSTOOD, DuplicateAccount.ONE_OWNER),
        Arguments.of(
            new ClaimFailed(aliceDrive(), duplicate("uniq_by_another_name")),
            Evidence.DUPLICATE_NOT_UNDERSTOOD, "uniq_by_another_name"),
        Arguments.of(
            new ClaimFailed(aliceDrive(), duplicate(null)), Evidence.DUPLICATE_NOT_UNDERSTOOD, null),
        Arguments.of(new ClaimFailed(aliceDrive(), Faults.failed().fault()), Evidence.NON_UNIQUE_ERROR, null),
        Arguments.of(new DuplicateAnswered(aliceDrive(), Answer.SUCCESS), Evidence.SUCCESS_ANSWERED, null),
        Arguments.of(new DuplicateAnswered(aliceDrive(), Answer.CONFLICT), Evidence.CONFLICT_ANSWERED, null),
        Arguments.of(
            new DuplicateAnswered(aliceDrive(), Answer.DATABASE_ERROR), Evidence.DATABASE_ERROR_ANSWERED, null),
        Arguments.of(new TransferPreviewed(aliceDrive(), bob()), Evidence.DIALOG_SHOWN, null),
        Arguments.of(new SuccessShown(aliceDrive(), alice()), Evidence.SUCCESS_SHOWN, null),
        Arguments.of(new ResolutionFailed(aliceDrive(), Resolution.OFFER), Evidence.OFFER_FAILED, null),
        Arguments.of(new ResolutionFailed(aliceDrive(), Resolution.RENEWAL), Evidence.RENEWAL_FAILED, null),
        Arguments.of(new ResolutionFailed(aliceDrive(), Resolution.ADOPTION), Evidence.ADOPTION_FAILED, null),
        Arguments.of(new AnswerNotShown(aliceDrive(), Answer.SUCCESS), Evidence.SUCCESS_NOT_SHOWN, null),
        Arguments.of(new AnswerNotShown(aliceDrive(), Answer.CONFLICT), Evidence.DIALOG_NOT_SHOWN, null),
        Arguments.of(new UnlistedAnswer(aliceDrive()), Evidence.UNLISTED_ANSWER, null));
  }

  @ParameterizedTest
  @MethodSource("evidence")
  void isNotedWithTheConstraintWhereOneRefused(
      AccountEvent event, Evidence evidence, @Nullable String constraint) {
    new NoteEvidence(notes, _ -> false).publish(event);

    assertThat(notes.all).containsExactly(new Noted(evidence, aliceDrive(), constraint));
  }

  static List<AccountEvent> noEvidence() {
    AccountId id = new AccountId(new UUID(0, 1));
    return List.of(
        new AccountConnected(aliceDrive(), id, alice(), Epoch.FIRST),
        // Written in the transaction of the change.
        new AccountAdopted(aliceDrive(), id, alice(), new Epoch(3)),
        new OwnershipConflict(aliceDrive(), alice(), bob()),
        new IdempotentRaceResolved(aliceDrive(), alice()),
        new DuplicateAnswered(aliceDrive(), Answer.OTHER),
        // Nobody waits twice for a store that is away.
        new ClaimFailed(aliceDrive(), Faults.unavailable().fault()));
  }

  @ParameterizedTest
  @MethodSource("noEvidence")
  void notesNothingTwiceAndNothingThatSaysNothing(AccountEvent event) {
    new NoteEvidence(notes, _ -> false).publish(event);

    assertThat(notes.all).isEmpty();
  }

  static List<Arguments> searchedLines() {
    return List.of(
        Arguments.of(
            new DuplicateAccount(aliceDrive(), DuplicateAccount.ONE_OWNER), Evidence.DETECTION_NOT_LOGGED),
        Arguments.of(new OwnershipConflict(aliceDrive(), alice(), bob()), Evidence.CONFLICT_NOT_LOGGED),
        Arguments.of(new IdempotentRaceResolved(aliceDrive(), alice()), Evidence.RACE_NOT_LOGGED),
        Arguments.of(
            new OwnerLookupFailed(aliceDrive(), Faults.failed().fault()), Evidence.LOOKUP_FAILURE_NOT_LOGGED),
        Arguments.of(new OwnerMissing(aliceDrive()), Evidence.MISSING_OWNER_NOT_LOGGED),
        Arguments.of(
            new ClaimFailed(aliceDrive(), Faults.otherUniqueConstraint().fault()),
            Evidence.OTHER_CONSTRAINT_NOT_LOGGED));
  }

  @ParameterizedTest
  @MethodSource("searchedLines")
  void aLineThatTheLogKeepsBackIsNotedBesideWhatHappened(AccountEvent event, Evidence hidden) {
    new NoteEvidence(notes, event::equals).publish(event);

    assertThat(notes.all).last().isEqualTo(new Noted(hidden, aliceDrive(), null));
    assertThat(notes.all).filteredOn(noted -> noted.evidence() == hidden).hasSize(1);
  }

  @Test
  void aHiddenLineThatNobodySearchesForIsNoEvidence() {
    new NoteEvidence(notes, _ -> true)
        .publish(new AccountConnected(aliceDrive(), new AccountId(new UUID(0, 1)), alice(), Epoch.FIRST));

    assertThat(notes.all).isEmpty();
  }

  @Test
  void aNoteThatCannotBeStoredFailsNobody() {
    StorageException away = Faults.unavailable();
    VerificationRecord failing = new VerificationRecord() {
      @Override
      public void note(Evidence evidence, ProviderAccountId account, @Nullable String constraint) {
        throw away;
      }

      @Override
      public boolean guardsOneOwner(String constraint) {
        throw away;
      }

      @Override
      public Map<Evidence, Figure> figures() {
        throw away;
      }

      @Override
      public Map<RefusedRow, Figure> refusedRows() {
        throw away;
      }
    };

    assertThatNoException()
        .isThrownBy(() -> new NoteEvidence(failing, _ -> true).publish(new OwnerMissing(aliceDrive())));
  }
}
