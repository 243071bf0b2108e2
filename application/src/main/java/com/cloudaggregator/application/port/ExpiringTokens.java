package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Connected accounts whose access token ends within a time that is looked ahead, and which can be refreshed now: there
 * is a refresh token, nobody is at it, and it is not postponed. A token is left alone for the first half of its life,
 * so that one which never lives as long as is looked ahead is not refreshed over and over. Times are the database's.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}.
 */
public interface ExpiringTokens {

  /** Those that did not fail of late before those that did, and of these the ones that end first. */
  List<Expiring> within(Duration ahead, Provider of, int limit);

  /** Whose token it is, as it was seen. */
  record Expiring(AccountId account, UserId owner, Epoch epoch) {
    @Override
    public String toString() {
      return "Expiring[" + account + "]";
    }
  }

  /** How long the one that ends first could have been refreshed by now; zero when there is none. */
  Duration longestWait(Duration ahead, Set<Provider> of);
}
