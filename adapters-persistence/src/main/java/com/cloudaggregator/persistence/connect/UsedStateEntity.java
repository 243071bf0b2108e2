package com.cloudaggregator.persistence.connect;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** The SHA-256 hash of an authorization state that has been used. */
@Entity
@Immutable
@Table(name = "used_authorization_states")
class UsedStateEntity {
  @Id
  @Column(name = "state_hash")
  private byte[] stateHash;

  @Column(name = "expires_at", nullable = false)
  private Instant expiresAt;

  /** The sealed answer to the callback; null while it is not known. */
  @Column(name = "answer")
  private @Nullable String answer;

  /** For Hibernate, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  protected UsedStateEntity() {}
}
