package com.cloudaggregator.persistence;

import static java.util.Objects.requireNonNull;

import com.cloudaggregator.application.port.CloudAccounts.Owned;
import com.cloudaggregator.application.port.NewClaim;
import com.cloudaggregator.application.port.Vault;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.persistence.SealedCredentials.Custody;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.jspecify.annotations.Nullable;

/**
 * The row of an account. It is inserted and read as an entity; what changes it later is a compare-and-set in SQL, since
 * a version that Hibernate compares would not say whose the account is.
 */
@Entity
@Table(name = "cloud_provider_accounts")
class CloudAccountEntity {
  @Id
  private UUID id;

  @Column(name = "provider", nullable = false, updatable = false)
  private String provider;

  @Column(name = "provider_account_id", nullable = false, updatable = false)
  private String providerAccountId;

  @Column(name = "user_id")
  private @Nullable String userId;

  @Column(name = "epoch", nullable = false)
  private long epoch;

  @Column(name = "status", nullable = false)
  private String status;

  @Column(name = "reason")
  private @Nullable String reason;

  @Column(name = "label", nullable = false)
  private String label;

  @Embedded
  private @Nullable SealedCredentials credentials;

  /** By the database's clock, so that it is one with the history's. */
  @Column(name = "connected_at", nullable = false, insertable = false, updatable = false)
  private @Nullable Instant connectedAt;

  /** By the database's clock, as the leases are taken; null where nobody holds one. */
  @Formula("refresh_lease_until > now()")
  private @Nullable Boolean refreshing;

  /** For Hibernate, which fills the fields. */
  @SuppressWarnings("NullAway.Init")
  protected CloudAccountEntity() {}

  private CloudAccountEntity(UUID id, NewClaim claim, SealedCredentials credentials) {
    this.id = id;
    this.provider = claim.account().provider().id();
    this.providerAccountId = claim.account().subject();
    this.userId = claim.claimant().value();
    this.epoch = Epoch.FIRST.value();
    this.status = stored(AccountStatus.CONNECTED);
    this.label = claim.label().value();
    this.credentials = credentials;
  }

  /** The first owner's row. */
  static CloudAccountEntity from(UUID id, NewClaim claim, SealedCredentials credentials) {
    return new CloudAccountEntity(id, claim, credentials);
  }

  CloudAccount toDomain() {
    return new CloudAccount(
        new AccountId(id),
        ProviderAccountId.of(provider, providerAccountId),
        userId == null ? null : new UserId(userId),
        new Epoch(epoch),
        AccountStatus.valueOf(status.toUpperCase(Locale.ROOT)),
        status.equals(stored(AccountStatus.NEEDS_RECONNECT)) ? ReconnectReason.of(reason) : null,
        new AccountLabel(label),
        requireNonNull(connectedAt, "connected_at is NOT NULL"));
  }

  Owned toOwned() {
    return new Owned(toDomain(), Boolean.TRUE.equals(refreshing));
  }

  UUID id() {
    return id;
  }

  /** Whether its present owner left a refresh token here that has not failed yet. */
  boolean hasWorkingRefreshToken() {
    return credentials != null
        && credentials.refreshToken() != null
        && !status.equals(stored(AccountStatus.NEEDS_RECONNECT));
  }

  /** What its present owner left here; empty when it does not open in its place. */
  Optional<Credentials> credentials(Vault vault) {
    CloudAccount account = toDomain();
    return account.owner().flatMap(owner -> Optional.ofNullable(credentials).flatMap(sealed ->
        sealed.open(vault, new Custody(id, account.providerAccount(), owner, account.epoch(), false))));
  }

  private static String stored(AccountStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
