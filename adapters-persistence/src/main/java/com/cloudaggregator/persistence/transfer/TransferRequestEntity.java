package com.cloudaggregator.persistence.transfer;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferId;
import com.cloudaggregator.persistence.account.SealedCredentials;
import com.cloudaggregator.persistence.account.SealingContext;
import com.cloudaggregator.persistence.seal.StoredSecrets;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/**
 * An offer, with the requester's own credentials until it is used. It is read as an entity only:
 * its times are the database's.
 */
@Entity
@Immutable
@Table(name = "ownership_transfer_requests")
public class TransferRequestEntity {
  @Id
  @Column(name = "jti")
  private UUID id;

  @Column(name = "requester", nullable = false)
  private String requester;

  @Column(name = "account_id", nullable = false)
  private UUID accountId;

  @Column(name = "expected_owner", nullable = false)
  private String expectedOwner;

  @Column(name = "expected_epoch", nullable = false)
  private long expectedEpoch;

  @Embedded private @Nullable SealedCredentials parked;

  @Column(name = "label", nullable = false)
  private String label;

  /** The transfer key that signed the token; null in offers of older releases. */
  @Column(name = "token_key_id")
  private @Nullable String tokenKeyId;

  @Column(name = "created_at", nullable = false)
  private Instant createdAt;

  @Column(name = "expires_at", nullable = false)
  private Instant expiresAt;

  @Column(name = "used_at")
  private @Nullable Instant usedAt;

  @Column(name = "moved_to_epoch")
  private @Nullable Long movedToEpoch;

  /** For Hibernate, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  protected TransferRequestEntity() {}

  TransferGrant toDomain() {
    return new TransferGrant(
        new TransferId(id),
        new UserId(requester),
        new AccountId(accountId),
        new UserId(expectedOwner),
        new Epoch(expectedEpoch),
        expiresAt);
  }

  AccountLabel label() {
    return new AccountLabel(label);
  }

  UUID accountId() {
    return accountId;
  }

  /** When the requester's credentials were parked. */
  Instant createdAt() {
    return createdAt;
  }

  boolean isUsed() {
    return usedAt != null;
  }

  /** Whether the account is still as this offer left it. */
  boolean hasMoved(CloudAccount account) {
    return movedToEpoch != null
        && movedToEpoch == account.epoch().value()
        && account.isOwnedBy(new UserId(requester));
  }

  /** Empty when the credentials do not open, or are no longer stored. */
  Optional<Credentials> parked(StoredSecrets secrets, ProviderAccountId account) {
    return Optional.ofNullable(parked)
        .flatMap(
            box ->
                box.open(
                    secrets,
                    SealingContext.parkedIn(
                        id, account, new UserId(requester), new Epoch(expectedEpoch))));
  }
}
