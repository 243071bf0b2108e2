package com.cloudaggregator.persistence.account;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.persistence.seal.StoredSecrets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Moves an account from one owner to the next, in the transaction of the caller. */
@Component
public final class AccountChanges {
  private final CloudAccountJpaRepository accounts;
  private final StoredSecrets secrets;

  AccountChanges(CloudAccountJpaRepository accounts, StoredSecrets secrets) {
    this.accounts = accounts;
    this.secrets = secrets;
  }

  /**
   * Gives a row to an owner, one epoch on, with credentials sealed for that epoch.
   *
   * @param from the expected owner; null when the account is expected to be released
   * @param granted when the provider gave the credentials; null for just now
   * @return false when owner or epoch are different; nothing is changed then
   */
  public boolean give(
      AccountId id,
      ProviderAccountId account,
      @Nullable UserId from,
      Epoch expected,
      UserId to,
      AccountLabel label,
      Credentials credentials,
      @Nullable Instant granted) {
    Epoch next = expected.next();
    SealedCredentials sealed =
        SealedCredentials.seal(
            credentials, secrets, SealingContext.of(id.value(), account, to, next));
    return accounts.changeOwner(
            id.value(),
            from == null ? null : from.value(),
            expected.value(),
            to.value(),
            next.value(),
            "connected",
            label.value(),
            sealed.accessToken(),
            sealed.accessTokenExpiresAt(),
            sealed.refreshToken(),
            sealed.scopes(),
            sealed.client(),
            granted)
        == 1;
  }

  /**
   * Ends the ownership, one epoch on, and destroys credentials and label; false when owner or epoch
   * are different.
   */
  public boolean release(CloudAccount account, UserId owner) {
    return accounts.changeOwner(
            account.id().value(),
            owner.value(),
            account.epoch().value(),
            null,
            account.epoch().next().value(),
            "released",
            AccountLabel.NONE.value(),
            null,
            null,
            null,
            null,
            null,
            null)
        == 1;
  }

  /** The account as a change of owner leaves it. */
  public static CloudAccount connected(
      AccountId id,
      ProviderAccountId account,
      UserId owner,
      Epoch epoch,
      AccountLabel label,
      Instant since) {
    return new CloudAccount(id, account, owner, epoch, AccountStatus.CONNECTED, null, label, since);
  }
}
