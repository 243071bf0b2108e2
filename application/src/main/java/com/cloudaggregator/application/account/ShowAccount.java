package com.cloudaggregator.application.account;

import com.cloudaggregator.application.account.AccountRecords.RefreshTimes;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shows the owner one account and the permissions it grants, without the credentials. Shows the
 * last owner an account that they disconnected, while it has no owner.
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
   * @param scopes as granted, in alphabetical order; empty if the credentials cannot be opened
   * @param refreshFailure why the last refresh failed; null if it did not
   * @param lastRefreshedAt when a refresh last brought credentials; null if none has
   * @param lastFailedAt when a refresh last failed; null if none has
   */
  public record AccountDetails(
      CloudAccount account,
      List<String> scopes,
      @Nullable RefreshFailure refreshFailure,
      @Nullable Instant lastRefreshedAt,
      @Nullable Instant lastFailedAt) {}

  /**
   * An account that the reader owned last.
   *
   * @param revocation null if the revocation record has been purged
   * @param profile empty if the provider is no longer configured
   */
  public record FormerAccountDetails(
      AccountId id,
      Provider provider,
      String maskedLabel,
      Instant at,
      @Nullable RevocationState revocation,
      Optional<ProviderProfile> profile) {}

  /**
   * @return empty if there is no such account or it belongs to another user
   */
  public Optional<AccountDetails> show(AccountId id, UserId owner) {
    RefreshTimes never = new RefreshTimes(null, null);
    return custody
        .read(id, owner)
        .map(
            held -> {
              RefreshTimes times = records.findRefreshTimes(id, owner).orElse(never);
              return new AccountDetails(
                  held.account(),
                  held.credentials().map(Credentials::scopes).stream()
                      .flatMap(scopes -> scopes.stream().sorted())
                      .toList(),
                  held.refreshFailure(),
                  times.lastSuccess(),
                  times.lastFailure());
            });
  }

  /**
   * @return empty if there is no such account, if it has an owner, or if another user disconnected
   *     it
   */
  public Optional<FormerAccountDetails> showFormer(AccountId id, UserId lastOwner) {
    return records
        .findFormerAccount(id, lastOwner)
        .map(
            gone ->
                new FormerAccountDetails(
                    gone.id(),
                    gone.provider(),
                    gone.maskedLabel(),
                    gone.at(),
                    gone.revocation(),
                    providers.find(gone.provider())));
  }
}
