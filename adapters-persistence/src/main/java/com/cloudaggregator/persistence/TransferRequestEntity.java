package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.Vault;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferId;
import com.cloudaggregator.persistence.SealedCredentials.Custody;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An offer, with the requester's own credentials parked in it until it is used. It is read as an entity only. */
@Entity
@Table(name = "ownership_transfer_requests")
class TransferRequestEntity {
  @Id
  @Column(name = "jti")
  private UUID id;

  @Column(name = "requester", nullable = false, updatable = false)
  private String requester;

  @Column(name = "account_id", nullable = false, updatable = false)
  private UUID accountId;

  @Column(name = "expected_owner", nullable = false, updatable = false)
  private String expectedOwner;

  @Column(name = "expected_epoch", nullable = false, updatable = false)
  private long expectedEpoch;

  @Embedded
  private @Nullable SealedCredentials parked;

  @Column(name = "label", nullable = false, updatable = false)
  private String label;

  @Column(name = "expires_at", nullable = false, updatable = false)
  private Instant expiresAt;

  @Column(name = "moved_to_epoch")
  private @Nullable Long movedToEpoch;

  /** For Hibernate, which fills the fields. */
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

  boolean isUsed() {
    return movedToEpoch != null;
  }

  /** Whether the account still stands as this offer left it. */
  boolean hasMoved(CloudAccount account) {
    return movedToEpoch != null
        && movedToEpoch == account.epoch().value()
        && account.isOwnedBy(new UserId(requester));
  }

  /** Where the credentials of an offer are kept. */
  static Custody custody(UUID id, ProviderAccountId account, UserId requester, Epoch expected) {
    return new Custody(id, account, requester, expected, true);
  }

  /** Empty when they do not open, or are not there any more. */
  Optional<Credentials> parked(Vault vault, ProviderAccountId account) {
    return Optional.ofNullable(parked)
        .flatMap(p -> p.open(vault, custody(id, account, new UserId(requester), new Epoch(expectedEpoch))));
  }
}
