package com.cloudaggregator.application.verification;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.event.AccountEvents;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.domain.event.AccountEvent.AccessRefused;
import com.cloudaggregator.domain.event.AccountEvent.AccountAdopted;
import com.cloudaggregator.domain.event.AccountEvent.AccountConnected;
import com.cloudaggregator.domain.event.AccountEvent.AccountReconnected;
import com.cloudaggregator.domain.event.AccountEvent.AccountReleased;
import com.cloudaggregator.domain.event.AccountEvent.AnswerNotShown;
import com.cloudaggregator.domain.event.AccountEvent.ClaimFailed;
import com.cloudaggregator.domain.event.AccountEvent.ClientRefused;
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
import com.cloudaggregator.domain.event.StoreFault;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records events that leave no row of their own: a refused insert, a failure, a redirect. It never
 * fails the use case that publishes: evidence that cannot be stored is lost, since the user's
 * answer matters more, and the log line has been written anyway. While the store is unavailable
 * nothing is recorded, so that a request does not wait for a connection a second time.
 */
public final class EvidenceRecorder implements AccountEvents {
  private static final String UNIQUE_VIOLATION = "23505";

  private final VerificationRecord verification;
  private final Predicate<AccountEvent> hidden;

  /**
   * @param hidden whether the log configuration suppresses the line of an event
   */
  public EvidenceRecorder(VerificationRecord verification, Predicate<AccountEvent> hidden) {
    this.verification = verification;
    this.hidden = hidden;
  }

  @Override
  public void publish(AccountEvent event) {
    recordEvent(event);
    if (hidden.test(event)) {
      recordSuppressedLine(event);
    }
  }

  @Override
  public <T> T together(Supplier<T> useCase) {
    return verification.together(useCase);
  }

  private void recordEvent(AccountEvent event) {
    switch (event) {
      case DuplicateAccount(var account, var constraint) ->
          record(Evidence.DUPLICATE_DETECTED, account, constraint);
      case OwnerLookupFailed(var account, _) -> record(Evidence.OWNER_LOOKUP_FAILED, account, null);
      case OwnerMissing(var account) -> record(Evidence.OWNER_MISSING, account, null);
      case ClaimFailed(var account, var fault) ->
          toEvidence(fault).ifPresent(evidence -> record(evidence, account, fault.constraint()));
      case DuplicateAnswered(var account, var answer) -> {
        switch (answer) {
          case SUCCESS -> record(Evidence.SUCCESS_ANSWERED, account, null);
          case CONFLICT -> record(Evidence.CONFLICT_ANSWERED, account, null);
          case DATABASE_ERROR -> record(Evidence.DATABASE_ERROR_ANSWERED, account, null);
          case OTHER -> {
            // The cause has been recorded already.
          }
        }
      }
      case ResolutionFailed(var account, var resolution) ->
          record(
              switch (resolution) {
                case OFFER -> Evidence.OFFER_FAILED;
                case RENEWAL -> Evidence.RENEWAL_FAILED;
                case ADOPTION -> Evidence.ADOPTION_FAILED;
              },
              account,
              null);
      case AnswerNotShown(var account, var answer) -> {
        switch (answer) {
          case SUCCESS -> record(Evidence.SUCCESS_NOT_SHOWN, account, null);
          case CONFLICT -> record(Evidence.DIALOG_NOT_SHOWN, account, null);
          case DATABASE_ERROR, OTHER -> {
            // No criterion is about these pages.
          }
        }
      }
      case TransferPreviewed(var account, _) -> record(Evidence.DIALOG_SHOWN, account, null);
      case SuccessShown(var account, _) -> record(Evidence.SUCCESS_SHOWN, account, null);
      case UnlistedAnswer(var account) -> record(Evidence.UNLISTED_ANSWER, account, null);
      case AccessRefused(var account, var category) ->
          record(
              switch (category) {
                case CONFIGURATION -> Evidence.REFUSED_CONFIGURATION;
                case USER -> Evidence.REFUSED_USER;
                case ADMINISTRATOR -> Evidence.REFUSED_ADMINISTRATOR;
                case ACCOUNT -> Evidence.REFUSED_ACCOUNT;
                case TEMPORARY -> Evidence.REFUSED_TEMPORARY;
              },
              account,
              null);
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
          ClientRefused _,
          ReconnectNeeded _ -> {
        // Not about 23505, or recorded in the transaction of the change.
      }
    }
  }

  /** Records that the log level suppresses a line that a criterion requires. */
  private void recordSuppressedLine(AccountEvent event) {
    switch (event) {
      case DuplicateAccount _ -> record(Evidence.DETECTION_NOT_LOGGED, event.account(), null);
      case OwnershipConflict _ -> record(Evidence.CONFLICT_NOT_LOGGED, event.account(), null);
      case IdempotentRaceResolved _ -> record(Evidence.RACE_NOT_LOGGED, event.account(), null);
      case OwnerLookupFailed _ -> record(Evidence.LOOKUP_FAILURE_NOT_LOGGED, event.account(), null);
      case OwnerMissing _ -> record(Evidence.MISSING_OWNER_NOT_LOGGED, event.account(), null);
      case ClaimFailed(var account, var fault) -> {
        if (toEvidence(fault).filter(Evidence.OTHER_UNIQUE_CONSTRAINT::equals).isPresent()) {
          record(Evidence.OTHER_CONSTRAINT_NOT_LOGGED, account, null);
        }
      }
      case AccountConnected _,
          AccountReconnected _,
          AccountAdopted _,
          AccountReleased _,
          OwnershipTransferred _,
          DuplicateAnswered _,
          ResolutionFailed _,
          AnswerNotShown _,
          TransferPreviewed _,
          SuccessShown _,
          UnlistedAnswer _,
          ClientRefused _,
          AccessRefused _,
          CredentialsRefreshed _,
          RefreshPostponed _,
          LateRefreshDropped _,
          ReconnectNeeded _ -> {
        // No criterion is about its line.
      }
    }
  }

  /**
   * A 23505 of the global index, under whatever name, or without a constraint name, should have
   * been handled as a duplicate: the record's first error case.
   */
  private Optional<Evidence> toEvidence(StoreFault fault) {
    return switch (fault.kind()) {
      case UNAVAILABLE, USER_ERASED -> Optional.empty();
      case OTHER_UNIQUE_CONSTRAINT, FAILED ->
          Optional.of(
              UNIQUE_VIOLATION.equals(fault.sqlState())
                  ? classify(fault.constraint())
                  : Evidence.NON_UNIQUE_ERROR);
    };
  }

  private Evidence classify(@Nullable String constraint) {
    return constraint == null
            || constraint.equals(DuplicateAccount.ONE_OWNER)
            || guardsOneOwner(constraint)
        ? Evidence.DUPLICATE_NOT_UNDERSTOOD
        : Evidence.OTHER_UNIQUE_CONSTRAINT;
  }

  private boolean guardsOneOwner(String constraint) {
    try {
      return verification.guardsOneOwner(constraint);
    } catch (StoreException unknown) {
      return false;
    }
  }

  private void record(Evidence evidence, ProviderAccountId account, @Nullable String constraint) {
    try {
      verification.record(evidence, account, constraint);
    } catch (StoreException lost) {
      // Lost, as the class comment says; monitoring of the store shows the failure itself.
    }
  }
}
