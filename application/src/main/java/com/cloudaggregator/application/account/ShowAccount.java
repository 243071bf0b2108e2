package com.cloudaggregator.application.account;

import com.cloudaggregator.application.port.AccountRecords;
import com.cloudaggregator.application.port.AccountRecords.RefreshTimes;
import com.cloudaggregator.application.port.Custody;
import com.cloudaggregator.application.port.Providers;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshTrouble;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shows an owner one of his accounts, and what we may do with it; nothing of the credentials themselves. Its last owner
 * is shown that he let it go, as long as nobody has it.
 */
public final class ShowAccount {
  private final Custody custody;
  private final AccountRecords records;
  private final Providers providers;

  public ShowAccount(Custody custody, AccountRecords records, Providers providers) {
    this.custody = custody;
    this.records = records;
    this.providers = providers;
  }

  /**
   * @param scopes as granted, in their order of letters; empty when the credentials do not open
   * @param trouble why the last refresh did not go through; null when there is none
   * @param refreshed when a refresh last brought credentials; null when none has
   * @param failed when a refresh last failed; null when none has
   */
  public record Shown(
      CloudAccount account,
      List<String> scopes,
      @Nullable RefreshTrouble trouble,
      @Nullable Instant refreshed,
      @Nullable Instant failed) {}

  /**
   * An account that the reader was the last to have.
   *
   * @param revocation null once nothing is kept of it any more
   * @param profile empty when the provider is not in the configuration any more
   */
  public record Former(
      AccountId id,
      Provider provider,
      String maskedLabel,
      Instant at,
      @Nullable RevocationState revocation,
      Optional<ProviderProfile> profile) {}

  /** Absent alike when there is no such account and when it is someone else's. */
  public Optional<Shown> show(AccountId id, UserId owner) {
    RefreshTimes never = new RefreshTimes(null, null);
    return custody.read(id, owner).map(held -> {
      RefreshTimes times = records.refreshTimes(id, owner).orElse(never);
      return new Shown(
          held.account(),
          held.credentials().map(Credentials::scopes).stream().flatMap(scopes -> scopes.stream().sorted()).toList(),
          held.trouble(),
          times.done(),
          times.failed());
    });
  }

  /** Absent alike when there is no such account, when somebody has it, and when somebody else let it go. */
  public Optional<Former> formerly(AccountId id, UserId lastOwner) {
    return records.letGo(id, lastOwner).map(gone -> new Former(
        gone.id(),
        gone.provider(),
        gone.maskedLabel(),
        gone.at(),
        gone.revocation(),
        providers.find(gone.provider())));
  }
}
