package com.cloudaggregator.application.token;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Connected accounts whose access token expires soon and can be refreshed now: there is a refresh
 * token, no caller holds the lease, and refreshing is not postponed. A token is left alone for the
 * first half of its lifetime, so that short-lived tokens are not refreshed again and again. Times
 * are measured by the database clock.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}.
 */
public interface ExpiringTokens {

  /** Tokens without recent failures first, then by expiry. */
  List<ExpiringToken> listExpiring(Duration ahead, Provider of, int limit);

  /** An expiring token, as read. */
  record ExpiringToken(AccountId account, UserId owner, Epoch epoch) {
    @Override
    public String toString() {
      return "Expiring[" + account + "]";
    }
  }

  /** How long ago the token that expires first could have been refreshed; zero if there is none. */
  Duration longestWait(Duration ahead, Set<Provider> of);
}
