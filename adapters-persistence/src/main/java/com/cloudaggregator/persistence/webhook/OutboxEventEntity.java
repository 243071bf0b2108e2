package com.cloudaggregator.persistence.webhook;

import com.cloudaggregator.application.webhook.DeliveryState;
import com.cloudaggregator.application.webhook.EventDelivery;
import com.cloudaggregator.application.webhook.ResponseText;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.persistence.transaction.Codes;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/**
 * An event to deliver and the state of its delivery. It is read as an entity only; the payload is
 * built and read by statements of the repositories.
 */
@Entity
@Immutable
@Table(name = "outbox")
class OutboxEventEntity {
  @Id private UUID id;

  @Column(name = "account_id", nullable = false)
  private UUID accountId;

  @Column(name = "epoch", nullable = false)
  private long epoch;

  @Column(name = "channel", nullable = false)
  private String channel;

  @Column(name = "type", nullable = false)
  private String type;

  @Column(name = "created_at", nullable = false)
  private Instant createdAt;

  @Column(name = "state", nullable = false)
  private String state;

  /** How often the event was claimed; it also identifies the claim. */
  @Column(name = "attempts", nullable = false)
  private int attempts;

  @Column(name = "due_at", nullable = false)
  private Instant dueAt;

  @Column(name = "last_status")
  private @Nullable String lastStatus;

  @Column(name = "last_response", nullable = false)
  private String lastResponse;

  /** Null in the e-mails. */
  @Formula("(payload -> 'data' ->> 'user_id')")
  private @Nullable String userId;

  /** Whether the event is deleted as soon as it is delivered, since its user was erased. */
  @Column(name = "forget", nullable = false)
  private boolean forget;

  @Column(name = "delivered_at")
  private @Nullable Instant deliveredAt;

  /** For Hibernate, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  protected OutboxEventEntity() {}

  EventDelivery toDelivery() {
    DeliveryState delivery = Codes.parse(DeliveryState.class, state);
    return new EventDelivery(
        id,
        type,
        new AccountId(accountId),
        new Epoch(epoch),
        createdAt,
        delivery,
        attempts,
        delivery == DeliveryState.PENDING ? dueAt : null,
        lastStatus,
        new ResponseText(lastResponse),
        deliveredAt);
  }
}
