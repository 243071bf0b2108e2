package com.cloudaggregator.web;

import com.cloudaggregator.application.port.AccountRecords;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known beside the one account that is looked at. */
final class ShelvedRecords implements AccountRecords {
  RefreshTimes times = new RefreshTimes(null, null);
  @Nullable LetGo letGo;

  @Override
  public Optional<RefreshTimes> refreshTimes(AccountId id, UserId owner) {
    return Optional.of(times);
  }

  @Override
  public Optional<LetGo> letGo(AccountId id, UserId lastOwner) {
    return Optional.ofNullable(letGo).filter(gone -> gone.id().equals(id) && lastOwner.equals(Shelf.ANA));
  }
}
