package com.cloudaggregator.persistence.token;

import com.cloudaggregator.application.token.ServiceCall;
import com.cloudaggregator.application.token.ServiceCallEntry;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.persistence.transaction.AssignedIdEntity;
import com.cloudaggregator.persistence.transaction.Codes;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A service asked for an access token in a user's name. */
@Entity
@Immutable
@Table(name = "service_calls")
class ServiceCallEntity extends AssignedIdEntity<UUID> {
  private static final int LONGEST_TRACE = 64;

  @Id private UUID id;

  @Column(name = "service", nullable = false)
  private String service;

  @Column(name = "user_id", nullable = false)
  private String userId;

  @Column(name = "account_id", nullable = false)
  private UUID accountId;

  @Column(name = "asked_epoch")
  private @Nullable Long askedEpoch;

  @Column(name = "answer", nullable = false)
  private String answer;

  @Column(name = "given_epoch")
  private @Nullable Long givenEpoch;

  @Column(name = "trace_id", nullable = false)
  private String traceId;

  /** Set by the database. */
  @Column(name = "at", nullable = false, insertable = false)
  private Instant at;

  /** For Hibernate, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  protected ServiceCallEntity() {}

  @SuppressWarnings("NullAway.Init")
  ServiceCallEntity(UUID id, ServiceCall call, String traceId) {
    this.id = id;
    this.service = call.service().value();
    this.userId = call.user().value();
    this.accountId = call.account().value();
    this.askedEpoch = value(call.requestedEpoch());
    this.answer = Codes.of(call.result());
    this.givenEpoch = value(call.vendedEpoch());
    this.traceId =
        traceId.length() <= LONGEST_TRACE ? traceId : traceId.substring(0, LONGEST_TRACE);
  }

  ServiceCallEntry toEntry() {
    ServiceCall call =
        new ServiceCall(
            new UserId(service),
            new UserId(userId),
            new AccountId(accountId),
            epoch(askedEpoch),
            Codes.parse(ServiceCall.CallResult.class, answer),
            epoch(givenEpoch));
    return new ServiceCallEntry(id, call, at, traceId);
  }

  private static @Nullable Long value(@Nullable Epoch epoch) {
    return epoch == null ? null : Long.valueOf(epoch.value());
  }

  private static @Nullable Epoch epoch(@Nullable Long value) {
    return value == null ? null : new Epoch(value);
  }

  @Override
  public UUID getId() {
    return id;
  }
}
