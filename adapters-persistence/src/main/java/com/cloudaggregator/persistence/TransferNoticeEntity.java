package com.cloudaggregator.persistence;

import com.cloudaggregator.domain.ownership.TransferNotice;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a former owner is told. It is read as an entity only. */
@Entity
@Table(name = "cloud_transfer_events")
class TransferNoticeEntity {
  @Id
  private UUID id;

  @Column(name = "user_id", nullable = false, updatable = false)
  private String userId;

  @Column(name = "account_id", nullable = false, updatable = false)
  private UUID accountId;

  @Column(name = "provider", nullable = false, updatable = false)
  private String provider;

  @Column(name = "masked_label", nullable = false, updatable = false)
  private String maskedLabel;

  @Column(name = "occurred_at", nullable = false, updatable = false)
  private Instant occurredAt;

  @Column(name = "acknowledged_at")
  private @Nullable Instant acknowledgedAt;

  /** For Hibernate, which fills the fields. */
  @SuppressWarnings("NullAway.Init")
  protected TransferNoticeEntity() {}

  TransferNotice toDomain() {
    return new TransferNotice(
        id, new AccountId(accountId), new Provider(provider), maskedLabel, occurredAt, acknowledgedAt);
  }
}
