package com.cloudaggregator.persistence.audit;

import com.cloudaggregator.application.CurrentTrace;
import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.CloudAccounts.ReleaseResult;
import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.application.audit.OperatorActions;
import com.cloudaggregator.application.audit.OperatorOrder;
import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.persistence.account.CloudAccountEntity;
import com.cloudaggregator.persistence.account.CloudAccountJpaRepository;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.sql.Types;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The actions of operators on PostgreSQL. The row of the account is locked first; the change is a
 * compare-and-set on its epoch. A trigger replaces the users of the action by their pseudonyms. The
 * id of the action is chosen before the first run, so that a second run recognizes what the first
 * committed.
 */
@Component
final class JdbcOperatorActions implements OperatorActions {
  private static final String FREEZE =
      "UPDATE cloud_provider_accounts SET frozen_at = now()"
          + " WHERE id = :account AND epoch = :epoch AND frozen_at IS NULL";

  private static final String UNFREEZE =
      "UPDATE cloud_provider_accounts SET frozen_at = NULL"
          + " WHERE id = :account AND epoch = :epoch AND frozen_at IS NOT NULL";

  private static final String RECORD =
      """
      INSERT INTO operator_actions (id, account_id, epoch, action, operator, owner, reason, trace_id)
      VALUES (:id, :account, :epoch, :action, :operator, :owner, :reason, left(:trace, 64))
      """;

  private static final String RECORDED =
      "SELECT EXISTS (SELECT FROM operator_actions WHERE id = :id)";

  private final Transactions transactions;
  private final CloudAccountJpaRepository accounts;
  private final CloudAccounts ownership;
  private final JdbcClient jdbc;
  private final IdGenerator ids;
  private final CurrentTrace trace;

  JdbcOperatorActions(
      Transactions transactions,
      CloudAccountJpaRepository accounts,
      CloudAccounts ownership,
      JdbcClient jdbc,
      IdGenerator ids,
      CurrentTrace trace) {
    this.transactions = transactions;
    this.accounts = accounts;
    this.ownership = ownership;
    this.jdbc = jdbc;
    this.ids = ids;
    this.trace = trace;
  }

  /** A change under the lock of the account's row; false if it does not apply. */
  private interface Change {
    boolean apply(CloudAccount account);
  }

  @Override
  public ActionResult freeze(OperatorOrder order) {
    return perform("freeze", order, account -> update(FREEZE, order));
  }

  @Override
  public ActionResult unfreeze(OperatorOrder order) {
    return perform("unfreeze", order, account -> update(UNFREEZE, order));
  }

  @Override
  public ActionResult release(OperatorOrder order, RevocationTerms revocable) {
    return perform(
        "release",
        order,
        account ->
            account
                .owner()
                .map(owner -> ownership.release(account.id(), owner, revocable))
                .filter(ReleaseResult.ReleasedNow.class::isInstance)
                .isPresent());
  }

  private boolean update(String sql, OperatorOrder order) {
    return jdbc.sql(sql)
            .param("account", order.account().value())
            .param("epoch", order.epoch().value())
            .update()
        == 1;
  }

  private ActionResult perform(String action, OperatorOrder order, Change change) {
    UUID id = ids.newId();
    return transactions.call(
        () -> {
          Optional<CloudAccount> found =
              accounts.lock(order.account().value()).map(CloudAccountEntity::toDomain);
          if (found.isPresent()
              && jdbc.sql(RECORDED).param("id", id).query(Boolean.class).single()) {
            return new ActionResult.Done(found.get());
          }
          return found
              .filter(account -> account.epoch().equals(order.epoch()))
              .filter(change::apply)
              .<ActionResult>map(
                  account -> {
                    record(id, action, order, account);
                    return new ActionResult.Done(account);
                  })
              .orElseGet(ActionResult.NothingToDo::new);
        });
  }

  private void record(UUID id, String action, OperatorOrder order, CloudAccount account) {
    jdbc.sql(RECORD)
        .param("id", id)
        .param("account", account.id().value())
        .param("epoch", account.epoch().value())
        .param("action", action)
        .param("operator", order.operator().value())
        .param("owner", account.owner().map(owner -> owner.value()).orElse(null), Types.VARCHAR)
        .param("reason", order.reason())
        .param("trace", trace.traceId())
        .update();
  }
}
