package com.cloudaggregator.persistence.audit;

import com.cloudaggregator.application.audit.AccountAudit;
import com.cloudaggregator.application.audit.AccountHistory;
import com.cloudaggregator.application.audit.OwnerChange;
import com.cloudaggregator.application.audit.OwnerChangeCause;
import com.cloudaggregator.application.audit.PendingOffers;
import com.cloudaggregator.application.verification.EvidenceEntry;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.persistence.account.CloudAccountEntity;
import com.cloudaggregator.persistence.account.CloudAccountJpaRepository;
import com.cloudaggregator.persistence.activity.OwnershipHistoryEntity;
import com.cloudaggregator.persistence.activity.OwnershipHistoryJpaRepository;
import com.cloudaggregator.persistence.transaction.Codes;
import com.cloudaggregator.persistence.transaction.Transactions;
import com.cloudaggregator.persistence.transfer.TransferRequestJpaRepository;
import com.cloudaggregator.persistence.transfer.TransferRequestJpaRepository.LiveOffers;
import com.cloudaggregator.persistence.verification.EvidenceEntity;
import com.cloudaggregator.persistence.verification.EvidenceJpaRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** What an operator sees. Each read uses an index. */
@Component
final class JpaAccountAudit implements AccountAudit {
  /** Lower than every id. */
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  /** Evidence shown for one account. */
  private static final Limit EVIDENCE = Limit.of(50);

  private final Transactions transactions;
  private final CloudAccountJpaRepository accounts;
  private final OwnershipHistoryJpaRepository history;
  private final TransferRequestJpaRepository offers;
  private final EvidenceJpaRepository evidences;

  JpaAccountAudit(
      Transactions transactions,
      CloudAccountJpaRepository accounts,
      OwnershipHistoryJpaRepository history,
      TransferRequestJpaRepository offers,
      EvidenceJpaRepository evidences) {
    this.transactions = transactions;
    this.accounts = accounts;
    this.history = history;
    this.offers = offers;
    this.evidences = evidences;
  }

  /**
   * One snapshot: otherwise a change of owner between two of the reads would look like a gap in the
   * epochs.
   */
  @Override
  public Optional<AccountHistory> findHistory(ProviderAccountId account) {
    return transactions.callInSnapshot(
        () ->
            accounts
                .findByProviderAccount(account.provider().id(), account.subject())
                .map(CloudAccountEntity::toDomain)
                .map(
                    found ->
                        new AccountHistory(
                            found,
                            changes(found.id()),
                            pending(found.id()),
                            evidence(found.providerAccount()))));
  }

  @Override
  public List<CloudAccount> listByStatus(
      AccountStatus status, @Nullable AccountId after, int limit) {
    return transactions.read(
        () ->
            accounts
                .findByStatusAndIdGreaterThanOrderById(
                    Codes.of(status), after == null ? BEFORE_ALL : after.value(), Limit.of(limit))
                .stream()
                .map(CloudAccountEntity::toDomain)
                .toList());
  }

  @Override
  public List<CloudAccount> listFrozen(@Nullable AccountId after, int limit) {
    return transactions.read(
        () ->
            accounts
                .findByFrozenAtIsNotNullAndIdGreaterThanOrderById(
                    after == null ? BEFORE_ALL : after.value(), Limit.of(limit))
                .stream()
                .map(CloudAccountEntity::toDomain)
                .toList());
  }

  private List<OwnerChange> changes(AccountId account) {
    return history.findByAccountIdOrderByEpoch(account.value()).stream()
        .map(JpaAccountAudit::change)
        .toList();
  }

  private static OwnerChange change(OwnershipHistoryEntity row) {
    return new OwnerChange(
        new Epoch(row.epoch()),
        user(row.fromUser()),
        user(row.toUser()),
        Codes.parse(OwnerChangeCause.class, row.cause()),
        row.at());
  }

  private static @Nullable UserId user(@Nullable String user) {
    return user == null ? null : new UserId(user);
  }

  private PendingOffers pending(AccountId account) {
    LiveOffers live = offers.findLive(account.value());
    return new PendingOffers(live.getOffers(), live.getLastExpiry());
  }

  private List<EvidenceEntry> evidence(ProviderAccountId account) {
    return evidences
        .findSinceLastDuplicate(account.provider().id(), account.subject(), EVIDENCE)
        .stream()
        .map(EvidenceEntity::toEntry)
        .flatMap(Optional::stream)
        .toList();
  }
}
