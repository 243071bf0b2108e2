package com.cloudaggregator.application.disconnect;

import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import java.util.List;
import java.util.Optional;

/**
 * Lists the accounts that a user has disconnected, with the state of the revocation at the
 * provider.
 */
public final class ListDisconnectedAccounts {
  /** Maximum number of entries. */
  static final int MAX_ENTRIES = 50;

  private final Revocations revocations;
  private final Providers providers;

  public ListDisconnectedAccounts(Revocations revocations, Providers providers) {
    this.revocations = revocations;
    this.providers = providers;
  }

  /**
   * @param profile empty if the provider is no longer configured
   */
  public record DisconnectedEntry(DisconnectedAccount account, Optional<ProviderProfile> profile) {}

  /**
   * Newest first, at most {@value #MAX_ENTRIES}. An entry is kept for 30 days after its state is
   * final.
   */
  public List<DisconnectedEntry> list(UserId formerOwner) {
    return revocations.listByFormerOwner(formerOwner, MAX_ENTRIES).stream()
        .map(account -> new DisconnectedEntry(account, providers.find(account.provider())))
        .toList();
  }
}
