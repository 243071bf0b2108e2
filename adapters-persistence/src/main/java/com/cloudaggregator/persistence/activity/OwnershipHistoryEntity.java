package com.cloudaggregator.persistence.activity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/**
 * One change of owner. Rows are append-only and name users by their pseudonyms; a pseudonym whose
 * user has been erased is read as it is ({@code docs/decisions/0086}).
 */
@Entity
@Immutable
@IdClass(OwnershipHistoryEntity.Key.class)
@Table(name = "account_ownership_history")
public class OwnershipHistoryEntity {
  @Id
  @Column(name = "account_id")
  private UUID accountId;

  @Id
  @Column(name = "epoch")
  private long epoch;

  @Formula(
      "coalesce((select p.user_id from user_pseudonyms p where p.pseudonym = from_user), from_user)")
  private @Nullable String fromUser;

  @Formula(
      "coalesce((select p.user_id from user_pseudonyms p where p.pseudonym = to_user), to_user)")
  private @Nullable String toUser;

  @Column(name = "cause", nullable = false)
  private String cause;

  @Column(name = "jti")
  private @Nullable UUID transfer;

  @Column(name = "at", nullable = false)
  private Instant at;

  /** For Hibernate, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  protected OwnershipHistoryEntity() {}

  /** The primary key. */
  public record Key(UUID accountId, long epoch) {}

  public long epoch() {
    return epoch;
  }

  public @Nullable String fromUser() {
    return fromUser;
  }

  public @Nullable String toUser() {
    return toUser;
  }

  public String cause() {
    return cause;
  }

  public @Nullable UUID transfer() {
    return transfer;
  }

  public Instant at() {
    return at;
  }
}
