package com.cloudaggregator.persistence.notice;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferNotice;
import com.cloudaggregator.persistence.transaction.AssignedIdEntity;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The notice to a former owner that an account was transferred. It never names the new owner. */
@Entity
@Table(name = "cloud_transfer_events")
public class TransferNoticeEntity extends AssignedIdEntity<UUID> {
  @Id private UUID id;

  @Column(name = "user_id", nullable = false, updatable = false)
  private String userId;

  @Column(name = "account_id", nullable = false, updatable = false)
  private UUID accountId;

  @Column(name = "provider", nullable = false, updatable = false)
  private String provider;

  @Column(name = "masked_label", nullable = false, updatable = false)
  private String maskedLabel;

  @Column(name = "epoch", nullable = false, updatable = false)
  private long epoch;

  /** Set by the database. */
  @Column(name = "occurred_at", nullable = false, insertable = false, updatable = false)
  private Instant occurredAt;

  @Column(name = "acknowledged_at", insertable = false)
  private @Nullable Instant acknowledgedAt;

  /** For Hibernate, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  protected TransferNoticeEntity() {}

  /**
   * @param before the account before the transfer; its label is the former owner's own
   * @param epoch that the transfer begins
   */
  @SuppressWarnings("NullAway.Init")
  public TransferNoticeEntity(UUID id, UserId formerOwner, CloudAccount before, Epoch epoch) {
    this.id = id;
    this.userId = formerOwner.value();
    this.accountId = before.id().value();
    this.provider = before.providerAccount().provider().id();
    this.maskedLabel = before.label().masked();
    this.epoch = epoch.value();
  }

  TransferNotice toDomain() {
    return new TransferNotice(
        id,
        new AccountId(accountId),
        new Provider(provider),
        maskedLabel,
        occurredAt,
        acknowledgedAt);
  }

  @Override
  public UUID getId() {
    return id;
  }
}
