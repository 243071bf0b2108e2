package com.cloudaggregator.persistence.account;

import static java.util.Objects.requireNonNull;

import com.cloudaggregator.application.account.AccountRecords.RefreshTimes;
import com.cloudaggregator.application.account.OwnedAccount;
import com.cloudaggregator.application.token.Custody.CredentialState;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Nickname;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.persistence.seal.StoredSecrets;
import com.cloudaggregator.persistence.transaction.Codes;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/**
 * The row of an account, which is only read as an entity. It is inserted together with its history,
 * and changed by compare-and-set statements on owner and epoch: a JPA version column would not say
 * whose account it is.
 */
@Entity
@Immutable
@Table(name = "cloud_provider_accounts")
public class CloudAccountEntity {
  @Id private UUID id;

  @Column(name = "provider", nullable = false, updatable = false)
  private String provider;

  @Column(name = "provider_account_id", nullable = false, updatable = false)
  private String providerAccountId;

  @Column(name = "user_id", updatable = false)
  private @Nullable String userId;

  @Column(name = "epoch", nullable = false, updatable = false)
  private long epoch;

  @Column(name = "status", nullable = false, updatable = false)
  private String status;

  @Column(name = "reason", insertable = false, updatable = false)
  private @Nullable String reason;

  @Column(name = "label", nullable = false, updatable = false)
  private String label;

  @Column(name = "nickname", insertable = false, updatable = false)
  private String nickname;

  @Embedded private @Nullable SealedCredentials credentials;

  @Column(name = "refresh_token_version", insertable = false, updatable = false)
  private long refreshTokenVersion;

  @Column(name = "refresh_failures", insertable = false, updatable = false)
  private int refreshFailures;

  @Column(name = "refresh_trouble", insertable = false, updatable = false)
  private @Nullable String refreshTrouble;

  @Column(name = "refreshed_at", insertable = false, updatable = false)
  private @Nullable Instant refreshedAt;

  @Column(name = "refresh_failed_at", insertable = false, updatable = false)
  private @Nullable Instant refreshFailedAt;

  /** Set by the database's clock, like the time in the history. */
  @Column(name = "connected_at", nullable = false, insertable = false, updatable = false)
  private @Nullable Instant connectedAt;

  @Column(name = "frozen_at", insertable = false, updatable = false)
  private @Nullable Instant frozenAt;

  /** Measured by the database's clock, which also sets the lease; null when there is no lease. */
  @Formula("cast(date_part('epoch', refresh_lease_until - now()) * 1000 as bigint)")
  private @Nullable Long leasedMillis;

  /** Measured by the database's clock; null when a refresh is not postponed. */
  @Formula("cast(date_part('epoch', refresh_not_before - now()) * 1000 as bigint)")
  private @Nullable Long postponedMillis;

  /** For Hibernate, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  protected CloudAccountEntity() {}

  public CloudAccount toDomain() {
    AccountStatus accountStatus = Codes.parse(AccountStatus.class, status);
    return new CloudAccount(
        new AccountId(id),
        ProviderAccountId.of(provider, providerAccountId),
        userId == null ? null : new UserId(userId),
        new Epoch(epoch),
        accountStatus,
        accountStatus == AccountStatus.NEEDS_RECONNECT ? ReconnectReason.of(reason) : null,
        new AccountLabel(label),
        new Nickname(nickname),
        requireNonNull(connectedAt, "connected_at is NOT NULL"),
        frozenAt);
  }

  OwnedAccount toOwned() {
    return new OwnedAccount(toDomain(), leasedMillis != null && leasedMillis > 0);
  }

  RefreshTimes refreshTimes() {
    return new RefreshTimes(refreshedAt, refreshFailedAt);
  }

  /** The state of the credentials; the tokens are opened here, so call it after the transaction. */
  public CredentialState toHolding(StoredSecrets secrets) {
    return new CredentialState(
        toDomain(),
        refreshTokenVersion,
        credentials(secrets).orElse(null),
        remaining(leasedMillis),
        remaining(postponedMillis),
        refreshTrouble == null ? null : RefreshFailure.of(refreshTrouble),
        refreshFailures);
  }

  private static Duration remaining(@Nullable Long millis) {
    return millis == null ? Duration.ZERO : Duration.ofMillis(Math.max(0, millis));
  }

  /**
   * The owner's credentials; empty when the account is released or a token does not open for this
   * row.
   */
  public Optional<Credentials> credentials(StoredSecrets secrets) {
    CloudAccount account = toDomain();
    return account.owner().isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(credentials)
            .flatMap(box -> box.open(secrets, SealingContext.of(account)));
  }

  UUID getId() {
    return id;
  }
}
