package com.cloudaggregator.application.port;

import com.cloudaggregator.application.evidence.Evidence;
import com.cloudaggregator.application.evidence.Figure;
import com.cloudaggregator.application.evidence.RefusedRow;
import com.cloudaggregator.domain.account.ProviderAccountId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The durable evidence of how 23505 was met: true over restarts and over all nodes, kept as long as the retention says.
 * What commits together with a change ({@link Evidence#CONFLICT_DECIDED}, {@link Evidence#IDEMPOTENT_RESOLVED}, {@link
 * Evidence#ADOPTED}) is written by that port call itself, in its transaction; what failed, and what was answered, is
 * noted here right after.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}; then it has left nothing behind.
 */
public interface VerificationRecord {

  /**
   * One row in a transaction of its own, with the trace id of the request that it belongs to.
   *
   * @param constraint that refused a row; null when none did
   */
  void note(Evidence evidence, ProviderAccountId account, @Nullable String constraint);

  /** Whether it is a unique index by another name that refuses just what the one of the contract is there to refuse. */
  boolean guardsOneOwner(String constraint);

  /** How often each was seen, and when last; an evidence that was never seen is not in the map. */
  Map<Evidence, Figure> figures();

  /** How often each constraint refused a row, by provider. */
  Map<RefusedRow, Figure> refusedRows();
}
