package com.cloudaggregator.persistence.token;

import com.cloudaggregator.application.CurrentTrace;
import com.cloudaggregator.application.token.ServiceCall;
import com.cloudaggregator.application.token.ServiceCallEntry;
import com.cloudaggregator.application.token.ServiceCalls;
import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.persistence.transaction.Transactions;
import com.cloudaggregator.persistence.transaction.UniqueConstraint;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** The audit trail of service calls on PostgreSQL: one INSERT for each call. */
@Component
final class JpaServiceCalls implements ServiceCalls {
  /** Higher than every id. */
  private static final UUID AFTER_ALL = UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff");

  private final Transactions transactions;
  private final ServiceCallJpaRepository calls;
  private final IdGenerator ids;
  private final CurrentTrace trace;

  JpaServiceCalls(
      Transactions transactions,
      ServiceCallJpaRepository calls,
      IdGenerator ids,
      CurrentTrace trace) {
    this.transactions = transactions;
    this.calls = calls;
    this.ids = ids;
    this.trace = trace;
  }

  /**
   * All runs of the transaction use one id: after a commit of unknown outcome the row may exist
   * already.
   */
  @Override
  public void record(ServiceCall call) {
    UUID id = ids.newId();
    transactions.call(
        () -> calls.saveAndFlush(new ServiceCallEntity(id, call, trace.traceId())).getId(),
        violation ->
            violation.of(UniqueConstraint.SERVICE_CALL_ID) ? Optional.of(id) : Optional.empty());
  }

  @Override
  public List<ServiceCallEntry> list(@Nullable AccountId account, @Nullable UUID after, int limit) {
    UUID before = after == null ? AFTER_ALL : after;
    return transactions.read(
        () ->
            (account == null
                    ? calls.findByIdLessThanOrderByIdDesc(before, Limit.of(limit))
                    : calls.findByAccountIdAndIdLessThanOrderByIdDesc(
                        account.value(), before, Limit.of(limit)))
                .stream().map(ServiceCallEntity::toEntry).toList());
  }
}
