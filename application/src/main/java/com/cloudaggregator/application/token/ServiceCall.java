package com.cloudaggregator.application.token;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A host's backend requested an access token on behalf of a user, or asked to erase or export the
 * user.
 *
 * @param service the caller, by the {@code sub} of its token
 * @param user on whose behalf
 * @param account as requested; may not exist; the nil UUID if the call is not about one account
 * @param requestedEpoch the epoch that the service named; null if it accepted the current one
 * @param vendedEpoch the epoch of the vended token; null if there is none
 */
public record ServiceCall(
    UserId service,
    UserId user,
    AccountId account,
    @Nullable Epoch requestedEpoch,
    CallResult result,
    @Nullable Epoch vendedEpoch) {

  /** Result of the call. */
  public enum CallResult {
    TOKEN_GIVEN,
    NOT_FOUND,
    OWNER_CHANGED,
    ACCOUNT_FROZEN,
    NEEDS_RECONNECT,
    UNAVAILABLE,
    RATE_LIMITED,
    NOT_CONFIGURED,
    USER_ERASED,
    USER_EXPORTED
  }

  /** Stands for a call about everything of a user. */
  private static final AccountId NO_ACCOUNT = new AccountId(new UUID(0, 0));

  /** A call that is not about one account; its account is the nil UUID. */
  public static ServiceCall aboutUser(UserId service, UserId user, CallResult result) {
    return new ServiceCall(service, user, NO_ACCOUNT, null, result, null);
  }
}
