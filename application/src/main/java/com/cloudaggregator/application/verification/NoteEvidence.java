package com.cloudaggregator.application.verification;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.application.port.AccountEvents;
import com.cloudaggregator.application.port.VerificationRecord;
import com.cloudaggregator.application.evidence.Evidence;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.domain.event.AccountEvent.AccountAdopted;
import com.cloudaggregator.domain.event.AccountEvent.AccountConnected;
import com.cloudaggregator.domain.event.AccountEvent.AccountReconnected;
import com.cloudaggregator.domain.event.AccountEvent.AccountReleased;
import com.cloudaggregator.domain.event.AccountEvent.AnswerNotShown;
import com.cloudaggregator.domain.event.AccountEvent.ClaimFailed;
import com.cloudaggregator.domain.event.AccountEvent.CredentialsRefreshed;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAnswered;
import com.cloudaggregator.domain.event.AccountEvent.IdempotentRaceResolved;
import com.cloudaggregator.domain.event.AccountEvent.LateRefreshDropped;
import com.cloudaggregator.domain.event.AccountEvent.OwnerLookupFailed;
import com.cloudaggregator.domain.event.AccountEvent.OwnerMissing;
import com.cloudaggregator.domain.event.AccountEvent.OwnershipConflict;
import com.cloudaggregator.domain.event.AccountEvent.OwnershipTransferred;
import com.cloudaggregator.domain.event.AccountEvent.ReconnectNeeded;
import com.cloudaggregator.domain.event.AccountEvent.RefreshPostponed;
import com.cloudaggregator.domain.event.AccountEvent.ResolutionFailed;
import com.cloudaggregator.domain.event.AccountEvent.SuccessShown;
import com.cloudaggregator.domain.event.AccountEvent.TransferPreviewed;
import com.cloudaggregator.domain.event.AccountEvent.UnlistedAnswer;
import com.cloudaggregator.domain.event.StorageFault;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Notes what leaves no row of its own: a refused insert, a failure, an answer. It never fails the use case that
 * publishes: a note that cannot be stored is lost, since the user's answer is worth more than the evidence of it, and
 * the log line has been written all the same. While the store is unavailable nothing is noted, so that nobody waits a
 * second time for the same connection.
 */
public final class NoteEvidence implements AccountEvents {
  private static final String UNIQUE_VIOLATION = "23505";

  private final VerificationRecord record;
  private final Predicate<AccountEvent> hidden;

  /** @param hidden whether the log's settings keep the line of such an event back */
  public NoteEvidence(VerificationRecord record, Predicate<AccountEvent> hidden) {
    this.record = record;
    this.hidden = hidden;
  }

  @Override
  public void publish(AccountEvent event) {
    noteWhatHappened(event);
    if (hidden.test(event)) {
      noteNotLogged(event);
    }
  }

  private void noteWhatHappened(AccountEvent event) {
    switch (event) {
      case DuplicateAccount(var account, var constraint) ->
          note(Evidence.DUPLICATE_DETECTED, account, constraint);
      case OwnerLookupFailed(var account, _) -> note(Evidence.OWNER_LOOKUP_FAILED, account, null);
      case OwnerMissing(var account) -> note(Evidence.OWNER_MISSING, account, null);
      case ClaimFailed(var account, var fault) ->
          failure(fault).ifPresent(evidence -> note(evidence, account, fault.constraint()));
      case DuplicateAnswered(var account, var answer) -> {
        switch (answer) {
          case SUCCESS -> note(Evidence.SUCCESS_ANSWERED, account, null);
          case CONFLICT -> note(Evidence.CONFLICT_ANSWERED, account, null);
          case DATABASE_ERROR -> note(Evidence.DATABASE_ERROR_ANSWERED, account, null);
          case OTHER -> {
            // What led to it has been noted.
          }
        }
      }
      case ResolutionFailed(var account, var resolution) -> note(switch (resolution) {
        case OFFER -> Evidence.OFFER_FAILED;
        case RENEWAL -> Evidence.RENEWAL_FAILED;
        case ADOPTION -> Evidence.ADOPTION_FAILED;
      }, account, null);
      case AnswerNotShown(var account, var answer) -> {
        switch (answer) {
          case SUCCESS -> note(Evidence.SUCCESS_NOT_SHOWN, account, null);
          case CONFLICT -> note(Evidence.DIALOG_NOT_SHOWN, account, null);
          case DATABASE_ERROR, OTHER -> {
            // No criterion is about their pages.
          }
        }
      }
      case TransferPreviewed(var account, _) -> note(Evidence.DIALOG_SHOWN, account, null);
      case SuccessShown(var account, _) -> note(Evidence.SUCCESS_SHOWN, account, null);
      case UnlistedAnswer(var account) -> note(Evidence.UNLISTED_ANSWER, account, null);
      case AccountConnected _,
          AccountReconnected _,
          AccountAdopted _,
          AccountReleased _,
          OwnershipTransferred _,
          OwnershipConflict _,
          IdempotentRaceResolved _,
          CredentialsRefreshed _,
          RefreshPostponed _,
          LateRefreshDropped _,
          ReconnectNeeded _ -> {
        // No evidence of 23505, or one that is written in the transaction of the change.
      }
    }
  }

  /** Of the lines that a criterion says are written. */
  private void noteNotLogged(AccountEvent event) {
    switch (event) {
      case DuplicateAccount _ -> note(Evidence.DETECTION_NOT_LOGGED, event.account(), null);
      case OwnershipConflict _ -> note(Evidence.CONFLICT_NOT_LOGGED, event.account(), null);
      case IdempotentRaceResolved _ -> note(Evidence.RACE_NOT_LOGGED, event.account(), null);
      case OwnerLookupFailed _ -> note(Evidence.LOOKUP_FAILURE_NOT_LOGGED, event.account(), null);
      case OwnerMissing _ -> note(Evidence.MISSING_OWNER_NOT_LOGGED, event.account(), null);
      case ClaimFailed(var account, var fault)
          when failure(fault).filter(Evidence.OTHER_UNIQUE_CONSTRAINT::equals).isPresent() ->
          note(Evidence.OTHER_CONSTRAINT_NOT_LOGGED, account, null);
      default -> {
        // No criterion is about its line.
      }
    }
  }

  /**
   * A 23505 of the global index, by whatever name, or one that names no constraint, should have been answered as a
   * duplicate: that is the record's first error case.
   */
  private Optional<Evidence> failure(StorageFault fault) {
    return switch (fault.kind()) {
      case UNAVAILABLE -> Optional.empty();
      case OTHER_UNIQUE_CONSTRAINT, FAILED -> Optional.of(
          UNIQUE_VIOLATION.equals(fault.sqlState()) ? violation(fault.constraint()) : Evidence.NON_UNIQUE_ERROR);
    };
  }

  private Evidence violation(@Nullable String constraint) {
    return constraint == null || constraint.equals(DuplicateAccount.ONE_OWNER) || guardsOneOwner(constraint)
        ? Evidence.DUPLICATE_NOT_UNDERSTOOD
        : Evidence.OTHER_UNIQUE_CONSTRAINT;
  }

  private boolean guardsOneOwner(String constraint) {
    try {
      return record.guardsOneOwner(constraint);
    } catch (StorageException unknown) {
      return false;
    }
  }

  private void note(Evidence evidence, ProviderAccountId account, @Nullable String constraint) {
    try {
      record.note(evidence, account, constraint);
    } catch (StorageException lost) {
      // As promised above; the failure itself is seen where the store is watched.
    }
  }
}
