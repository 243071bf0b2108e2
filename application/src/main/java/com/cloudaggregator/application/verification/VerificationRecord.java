package com.cloudaggregator.application.verification;

import com.cloudaggregator.domain.account.ProviderAccountId;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Durable evidence of how SQLSTATE 23505 was handled, for all nodes, kept for the configured
 * retention. Evidence that belongs to a change ({@link Evidence#CONFLICT_DECIDED}, {@link
 * Evidence#IDEMPOTENT_RESOLVED}, {@link Evidence#ADOPTED}) is written by that port call in its own
 * transaction; refused rows, failures and redirects are recorded here.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}; it has changed
 * nothing then.
 */
public interface VerificationRecord {

  /**
   * Stores one row, with the trace id of the request: at once, or as part of {@link #together}. It
   * does not wait for the disk.
   *
   * @param constraint that refused a row; null if none did
   */
  void record(Evidence evidence, ProviderAccountId account, @Nullable String constraint);

  /**
   * Runs a use case whose rows need no statement of their own. Those that {@link #record} gets from
   * this thread meanwhile are stored by the next change of an account or offer, in its transaction,
   * or with the answer that is kept ({@link
   * com.cloudaggregator.application.connect.AuthorizationStates#keepAnswer}). The rest is stored at
   * the end; if that fails, it is lost.
   */
  default <T> T together(Supplier<T> useCase) {
    return useCase.get();
  }

  /**
   * Whether this constraint is a unique index on the same columns as the one in the contract, under
   * another name.
   */
  boolean guardsOneOwner(String constraint);

  /**
   * How often each kind of evidence was recorded, and when last. Kinds without evidence are not in
   * the map.
   */
  Map<Evidence, EvidenceCount> countEvidence();

  /** How often each constraint refused a row, by provider. */
  Map<ViolatedConstraint, EvidenceCount> countViolations();
}
