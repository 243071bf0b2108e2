package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.Notices;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferNotice;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The notices on PostgreSQL; a page ends at a place that only its own reader can name. */
final class StoredNotices implements Notices {
  private static final String NEWEST_FIRST = " order by n.occurredAt desc, n.id desc";
  private static final String FIRST_PAGE = "from TransferNoticeEntity n where n.userId = :user" + NEWEST_FIRST;
  private static final String NEXT_PAGE = """
      select n from TransferNoticeEntity n, TransferNoticeEntity last
      where n.userId = :user and last.id = :after and last.userId = :user
        and (n.occurredAt < last.occurredAt or n.occurredAt = last.occurredAt and n.id < last.id)
      """ + NEWEST_FIRST;

  private final Transactions transactions;
  private final EntityManager entities;
  private final JdbcClient jdbc;

  StoredNotices(Transactions transactions, EntityManager entities, JdbcClient jdbc) {
    this.transactions = transactions;
    this.entities = entities;
    this.jdbc = jdbc;
  }

  @Override
  public List<TransferNotice> of(UserId formerOwner, @Nullable UUID after, int limit) {
    return transactions.call(() -> {
      TypedQuery<TransferNoticeEntity> page =
          entities.createQuery(after == null ? FIRST_PAGE : NEXT_PAGE, TransferNoticeEntity.class);
      if (after != null) {
        page.setParameter("after", after);
      }
      return page.setParameter("user", formerOwner.value())
          .setMaxResults(limit)
          .getResultStream()
          .map(TransferNoticeEntity::toDomain)
          .toList();
    });
  }

  @Override
  public int unread(UserId formerOwner, int most) {
    return transactions.call(() -> jdbc.sql("""
            SELECT count(*) FROM (
              SELECT 1 FROM cloud_transfer_events WHERE user_id = :user AND acknowledged_at IS NULL LIMIT :most) unread
            """)
        .param("user", formerOwner.value())
        .param("most", most)
        .query(Integer.class)
        .single());
  }

  @Override
  public void acknowledgeAll(UserId formerOwner) {
    transactions.call(() -> jdbc.sql("""
            UPDATE cloud_transfer_events SET acknowledged_at = now()
            WHERE user_id = :user AND acknowledged_at IS NULL
            """)
        .param("user", formerOwner.value())
        .update());
  }

  @Override
  public AcknowledgeResult acknowledge(UUID id, UserId formerOwner) {
    int rows = transactions.call(() -> jdbc.sql("""
            UPDATE cloud_transfer_events SET acknowledged_at = coalesce(acknowledged_at, now())
            WHERE id = :id AND user_id = :user
            """)
        .param("id", id)
        .param("user", formerOwner.value())
        .update());
    return rows == 0 ? AcknowledgeResult.NOT_FOUND : AcknowledgeResult.ACKNOWLEDGED;
  }
}
