package com.cloudaggregator.persistence.verification;

import com.cloudaggregator.application.verification.Evidence;
import com.cloudaggregator.application.verification.EvidenceEntry;
import com.cloudaggregator.persistence.transaction.Codes;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A piece of evidence: which step of the handling of 23505 was taken for an account. */
@Entity
@Immutable
@Table(name = "ownership_verification_evidence")
public class EvidenceEntity {
  private static final Map<String, Evidence> KNOWN =
      Arrays.stream(Evidence.values()).collect(Collectors.toMap(Codes::of, Function.identity()));

  @Id private UUID id;

  @Column(name = "evidence", nullable = false)
  private String evidence;

  @Column(name = "provider", nullable = false)
  private String provider;

  @Column(name = "provider_account_id", nullable = false)
  private String providerAccountId;

  @Column(name = "constraint_name")
  private @Nullable String constraintName;

  @Column(name = "trace_id", nullable = false)
  private String traceId;

  /** Set by the database. */
  @Column(name = "at", nullable = false, insertable = false)
  private Instant at;

  /** For Hibernate, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  protected EvidenceEntity() {}

  /** Empty for a kind that only another release knows. */
  public Optional<EvidenceEntry> toEntry() {
    return known(evidence).map(kind -> new EvidenceEntry(kind, at, traceId));
  }

  /** Empty for a kind that only another release knows. */
  static Optional<Evidence> known(String code) {
    return Optional.ofNullable(KNOWN.get(code));
  }
}
