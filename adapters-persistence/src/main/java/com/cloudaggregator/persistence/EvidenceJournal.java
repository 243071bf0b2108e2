package com.cloudaggregator.persistence;

import com.cloudaggregator.application.evidence.Evidence;
import com.cloudaggregator.domain.account.ProviderAccountId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes evidence in the caller's transaction: it stands exactly if what it tells of stands. A transaction that is run
 * again because the outcome of its commit was unknown may be told twice.
 */
final class EvidenceJournal {
  /** The last two are cut, so that evidence never is why a change fails. */
  private static final String WRITE = """
      INSERT INTO ownership_verification_evidence
        (id, evidence, provider, provider_account_id, constraint_name, trace_id)
      VALUES (:id, :evidence, :provider, :subject, left(:constraint, 63), left(:trace, 64))
      """;

  private static final Map<String, Evidence> KNOWN =
      Arrays.stream(Evidence.values()).collect(Collectors.toMap(EvidenceJournal::stored, Function.identity()));

  private final JdbcClient jdbc;
  private final Supplier<UUID> ids;
  private final Supplier<String> traceIds;

  EvidenceJournal(JdbcClient jdbc, Supplier<UUID> ids, Supplier<String> traceIds) {
    this.jdbc = jdbc;
    this.ids = ids;
    this.traceIds = traceIds;
  }

  void write(Evidence evidence, ProviderAccountId account) {
    write(evidence, account, null);
  }

  void write(Evidence evidence, ProviderAccountId account, @Nullable String constraint) {
    jdbc.sql(WRITE)
        .param("id", ids.get())
        .param("evidence", stored(evidence))
        .param("provider", account.provider().id())
        .param("subject", account.subject())
        .param("constraint", constraint)
        .param("trace", traceIds.get())
        .update();
  }

  /** Empty for a kind that only another release knows. */
  static Optional<Evidence> known(String stored) {
    return Optional.ofNullable(KNOWN.get(stored));
  }

  private static String stored(Evidence evidence) {
    return evidence.name().toLowerCase(Locale.ROOT);
  }
}
