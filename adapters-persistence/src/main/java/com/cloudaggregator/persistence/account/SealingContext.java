package com.cloudaggregator.persistence.account;

import com.cloudaggregator.application.keys.Vault.Place;
import com.cloudaggregator.application.keys.Vault.Purpose;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import java.util.UUID;

/**
 * The additional authenticated data of a pair of tokens: the row, owner and epoch for which they
 * can be opened.
 *
 * @param row the id of the account, or of the offer in which they are parked
 */
public record SealingContext(
    UUID row, ProviderAccountId account, UserId holder, Epoch epoch, boolean parked) {

  /** For the credentials of the owner of an account at this epoch. */
  public static SealingContext of(UUID row, ProviderAccountId account, UserId owner, Epoch epoch) {
    return new SealingContext(row, account, owner, epoch, false);
  }

  /**
   * @throws java.util.NoSuchElementException when the account is released
   */
  public static SealingContext of(CloudAccount account) {
    return of(
        account.id().value(),
        account.providerAccount(),
        account.owner().orElseThrow(),
        account.epoch());
  }

  /** For the requester's credentials in an offer. */
  public static SealingContext parkedIn(
      UUID offer, ProviderAccountId account, UserId requester, Epoch expected) {
    return new SealingContext(offer, account, requester, expected, true);
  }

  Place accessToken() {
    return place(parked ? Purpose.PARKED_ACCESS_TOKEN : Purpose.ACCESS_TOKEN);
  }

  Place refreshToken() {
    return place(parked ? Purpose.PARKED_REFRESH_TOKEN : Purpose.REFRESH_TOKEN);
  }

  private Place place(Purpose purpose) {
    return new Place(purpose, row, account, holder, epoch);
  }
}
