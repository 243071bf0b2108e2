package com.cloudaggregator.persistence.notice;

import com.cloudaggregator.application.notice.AcknowledgeOutcome;
import com.cloudaggregator.application.notice.Notices;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferNotice;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** The notices on PostgreSQL. A page starts after a notice that belongs to the same user. */
@Component
final class JpaNotices implements Notices {
  private final Transactions transactions;
  private final TransferNoticeJpaRepository notices;

  JpaNotices(Transactions transactions, TransferNoticeJpaRepository notices) {
    this.transactions = transactions;
    this.notices = notices;
  }

  @Override
  public List<TransferNotice> list(UserId formerOwner, @Nullable UUID after, int limit) {
    String user = formerOwner.value();
    return transactions.read(
        () ->
            (after == null
                    ? notices.findByUserIdOrderByOccurredAtDescIdDesc(user, Limit.of(limit))
                    : notices.findNextPage(user, after, Limit.of(limit)))
                .stream().map(TransferNoticeEntity::toDomain).toList());
  }

  @Override
  public int countUnread(UserId formerOwner, int most) {
    return transactions.read(() -> notices.countUnread(formerOwner.value(), most));
  }

  @Override
  public void acknowledgeAll(UserId formerOwner) {
    transactions.run(() -> notices.acknowledgeAll(formerOwner.value()));
  }

  @Override
  public AcknowledgeOutcome acknowledge(UUID id, UserId formerOwner) {
    return transactions.call(() -> notices.acknowledge(id, formerOwner.value())) == 0
        ? AcknowledgeOutcome.NOTICE_NOT_FOUND
        : AcknowledgeOutcome.ACKNOWLEDGED;
  }
}
