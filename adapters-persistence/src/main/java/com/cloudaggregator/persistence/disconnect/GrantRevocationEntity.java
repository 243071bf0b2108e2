package com.cloudaggregator.persistence.disconnect;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.persistence.transaction.Codes;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/**
 * The revocation that a release requested. It is read as an entity only; the sealed token is not
 * mapped.
 */
@Entity
@Immutable
@Table(name = "grant_revocations")
class GrantRevocationEntity {
  @Id private UUID id;

  @Column(name = "account_id", nullable = false)
  private UUID accountId;

  /** The epoch at which the release left the account. */
  @Column(name = "epoch", nullable = false)
  private long epoch;

  @Column(name = "provider", nullable = false)
  private String provider;

  @Column(name = "user_id", nullable = false)
  private String userId;

  @Column(name = "masked_label", nullable = false)
  private String maskedLabel;

  @Column(name = "state", nullable = false)
  private String state;

  @Column(name = "requested_at", nullable = false)
  private Instant requestedAt;

  /** For Hibernate, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  protected GrantRevocationEntity() {}

  DisconnectedAccount toDomain() {
    return new DisconnectedAccount(
        id,
        new AccountId(accountId),
        new Provider(provider),
        maskedLabel,
        requestedAt,
        Codes.parse(RevocationState.class, state));
  }
}
