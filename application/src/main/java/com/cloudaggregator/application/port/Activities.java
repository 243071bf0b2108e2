package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Happening;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to the ownership of accounts and to the access to them, as each user took part in it.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}.
 */
public interface Activities {

  /**
   * What a user took part in, newest first; nothing after a mark that is not one of his.
   *
   * @param account null for all
   * @param kind null for every kind
   * @param after the mark of the last one seen; null for the first page
   */
  List<Happening> of(
      UserId user, @Nullable AccountId account, Happening.@Nullable Kind kind, Happening.@Nullable Mark after, int limit);
}
