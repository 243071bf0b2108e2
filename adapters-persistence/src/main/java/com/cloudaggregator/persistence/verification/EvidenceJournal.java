package com.cloudaggregator.persistence.verification;

import com.cloudaggregator.application.CurrentTrace;
import com.cloudaggregator.application.verification.Evidence;
import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.persistence.transaction.Codes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Passes evidence to the statement of the change that it belongs to, as one parameter. During
 * {@link #collect}, rows that belong to no change wait for the next statement that can store them.
 *
 * <p>A row keeps its id when its statement is repeated, so it is stored once.
 */
@Component
public final class EvidenceJournal {
  private static final int LONGEST_CONSTRAINT = 63;
  private static final int LONGEST_TRACE = 64;
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The rows that wait in the use case of this thread. */
  private static final ScopedValue<List<Map<String, @Nullable String>>> WAITING =
      ScopedValue.newInstance();

  private final EvidenceJpaRepository evidences;
  private final IdGenerator ids;
  private final CurrentTrace trace;

  EvidenceJournal(EvidenceJpaRepository evidences, IdGenerator ids, CurrentTrace trace) {
    this.evidences = evidences;
    this.ids = ids;
    this.trace = trace;
  }

  /**
   * Runs a change by one statement that stores evidence.
   *
   * @param evidence of the change; null if it has none of its own
   * @param statement gets the parameter {@code :evidence} of {@link EvidenceJpaRepository#INSERT};
   *     empty if it has changed and stored nothing
   */
  public <T> Optional<T> change(
      @Nullable Evidence evidence,
      ProviderAccountId account,
      Function<String, Optional<T>> statement) {
    List<Map<String, @Nullable String>> rows = waiting();
    if (evidence != null) {
      rows.add(row(evidence, account, null));
    }
    Optional<T> result = statement.apply(JSON.writeValueAsString(rows));
    if (result.isPresent()) {
      clear();
    }
    return result;
  }

  /**
   * Writes evidence in the transaction of the caller. Rows that wait are stored with it and keep
   * waiting, since the transaction can still be rolled back.
   */
  public void write(Evidence evidence, ProviderAccountId account) {
    List<Map<String, @Nullable String>> rows = waiting();
    rows.add(row(evidence, account, null));
    evidences.insert(JSON.writeValueAsString(rows));
  }

  /** The rows that wait, as the parameter {@code :evidence}. They do not wait any longer. */
  public String take() {
    String rows = JSON.writeValueAsString(waiting());
    clear();
    return rows;
  }

  /**
   * One row as the parameter {@code :evidence}; empty if it waits for the next statement.
   *
   * @param constraint the unique constraint that rejected a row; null when none did
   */
  Optional<String> record(
      Evidence evidence, ProviderAccountId account, @Nullable String constraint) {
    Map<String, @Nullable String> row = row(evidence, account, constraint);
    if (WAITING.isBound()) {
      WAITING.get().add(row);
      return Optional.empty();
    }
    return Optional.of(JSON.writeValueAsString(List.of(row)));
  }

  /**
   * Runs a use case whose rows wait.
   *
   * @param last gets the rows that no statement has stored, if there are any
   */
  <T> T collect(Supplier<T> useCase, Consumer<String> last) {
    return ScopedValue.where(WAITING, new ArrayList<>())
        .call(
            () -> {
              try {
                return useCase.get();
              } finally {
                if (!WAITING.get().isEmpty()) {
                  last.accept(take());
                }
              }
            });
  }

  private static List<Map<String, @Nullable String>> waiting() {
    return WAITING.isBound() ? new ArrayList<>(WAITING.get()) : new ArrayList<>();
  }

  private static void clear() {
    if (WAITING.isBound()) {
      WAITING.get().clear();
    }
  }

  /** Cuts the last two, so that evidence never makes a change fail. */
  private Map<String, @Nullable String> row(
      Evidence evidence, ProviderAccountId account, @Nullable String constraint) {
    Map<String, @Nullable String> row = new HashMap<>();
    row.put("id", ids.newId().toString());
    row.put("evidence", Codes.of(evidence));
    row.put("provider", account.provider().id());
    row.put("provider_account_id", account.subject());
    row.put("constraint_name", constraint == null ? null : cut(constraint, LONGEST_CONSTRAINT));
    row.put("trace_id", cut(trace.traceId(), LONGEST_TRACE));
    return row;
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }
}
