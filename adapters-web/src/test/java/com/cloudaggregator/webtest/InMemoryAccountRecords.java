package com.cloudaggregator.webtest;

import com.cloudaggregator.application.account.AccountRecords;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The refresh times and the released account of one user. */
public final class InMemoryAccountRecords implements AccountRecords {
  public RefreshTimes times = new RefreshTimes(null, null);
  public @Nullable FormerAccount letGo;

  @Override
  public Optional<RefreshTimes> findRefreshTimes(AccountId id, UserId owner) {
    return Optional.of(times);
  }

  @Override
  public Optional<FormerAccount> findFormerAccount(AccountId id, UserId lastOwner) {
    return Optional.ofNullable(letGo)
        .filter(gone -> gone.id().equals(id) && lastOwner.equals(InMemoryPagePorts.ANA));
  }
}
