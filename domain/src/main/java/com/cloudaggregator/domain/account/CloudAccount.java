package com.cloudaggregator.domain.account;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An account as it stands: released exactly when nobody owns it.
 *
 * @param id our row
 * @param providerAccount the drive in the world
 * @param ownerOrNull the one owner; null when released
 * @param epoch the count of ownership changes so far
 * @param status whether the credentials work
 * @param reason why a new proof of control is needed; there exactly with {@link AccountStatus#NEEDS_RECONNECT}
 * @param label how a person recognises it
 * @param connectedAt when the present owner became it, or when it was released
 */
public record CloudAccount(
    AccountId id,
    ProviderAccountId providerAccount,
    @Nullable UserId ownerOrNull,
    Epoch epoch,
    AccountStatus status,
    @Nullable ReconnectReason reason,
    AccountLabel label,
    Instant connectedAt) {

  public CloudAccount {
    if ((ownerOrNull == null) != (status == AccountStatus.RELEASED)) {
      throw new IllegalArgumentException("An account is released exactly when nobody owns it");
    }
    if ((reason != null) != (status == AccountStatus.NEEDS_RECONNECT)) {
      throw new IllegalArgumentException("An account has a reason exactly when it needs to be reconnected");
    }
  }

  public Optional<UserId> owner() {
    return Optional.ofNullable(ownerOrNull);
  }

  public boolean isOwnedBy(UserId user) {
    return user.equals(ownerOrNull);
  }
}
