package com.cloudaggregator.domain.account;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The current state of an account. It is released if and only if it has no owner.
 *
 * @param id of the row
 * @param providerAccount the account at the provider
 * @param ownerOrNull null if released
 * @param epoch number of ownership changes so far
 * @param status whether the credentials work
 * @param reason why the owner has to sign in again; non-null if and only if the status is {@link
 *     AccountStatus#NEEDS_RECONNECT}
 * @param label for display
 * @param nickname the owner's own name for it
 * @param connectedAt when the current owner became the owner, or when the account was released
 * @param frozenAt since when an operator keeps the account from being used and moved; null if none
 *     does
 */
public record CloudAccount(
    AccountId id,
    ProviderAccountId providerAccount,
    @Nullable UserId ownerOrNull,
    Epoch epoch,
    AccountStatus status,
    @Nullable ReconnectReason reason,
    AccountLabel label,
    Nickname nickname,
    Instant connectedAt,
    @Nullable Instant frozenAt) {

  public CloudAccount {
    if ((ownerOrNull == null) != (status == AccountStatus.RELEASED)) {
      throw new IllegalArgumentException(
          "An account must be released if and only if it has no owner");
    }
    if ((reason != null) != (status == AccountStatus.NEEDS_RECONNECT)) {
      throw new IllegalArgumentException(
          "An account must have a reason if and only if it needs to be reconnected");
    }
  }

  /** An account without a nickname that is not frozen. */
  public CloudAccount(
      AccountId id,
      ProviderAccountId providerAccount,
      @Nullable UserId ownerOrNull,
      Epoch epoch,
      AccountStatus status,
      @Nullable ReconnectReason reason,
      AccountLabel label,
      Instant connectedAt) {
    this(
        id,
        providerAccount,
        ownerOrNull,
        epoch,
        status,
        reason,
        label,
        Nickname.NONE,
        connectedAt,
        null);
  }

  public CloudAccount withNickname(Nickname name) {
    return new CloudAccount(
        id,
        providerAccount,
        ownerOrNull,
        epoch,
        status,
        reason,
        label,
        name,
        connectedAt,
        frozenAt);
  }

  public boolean isFrozen() {
    return frozenAt != null;
  }

  public Optional<UserId> owner() {
    return Optional.ofNullable(ownerOrNull);
  }

  public boolean isOwnedBy(UserId user) {
    return user.equals(ownerOrNull);
  }
}
