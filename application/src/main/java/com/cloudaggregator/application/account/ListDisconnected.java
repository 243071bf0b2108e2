package com.cloudaggregator.application.account;

import com.cloudaggregator.application.port.Providers;
import com.cloudaggregator.application.port.Revocations;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import java.util.List;
import java.util.Optional;

/** Shows a former owner what he let go of late, and whether its access is withdrawn at the provider. */
public final class ListDisconnected {
  /** More than these nobody asks about. */
  static final int MOST = 50;

  private final Revocations revocations;
  private final Providers providers;

  public ListDisconnected(Revocations revocations, Providers providers) {
    this.revocations = revocations;
    this.providers = providers;
  }

  /** @param profile empty when the provider is not in the configuration any more */
  public record Entry(DisconnectedAccount account, Optional<ProviderProfile> profile) {}

  /** Newest first, {@value #MOST} at most; kept for 30 days after the state is final. */
  public List<Entry> list(UserId formerOwner) {
    return revocations.of(formerOwner, MOST).stream()
        .map(account -> new Entry(account, providers.find(account.provider())))
        .toList();
  }
}
