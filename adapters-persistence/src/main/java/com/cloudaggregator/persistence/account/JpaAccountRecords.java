package com.cloudaggregator.persistence.account;

import com.cloudaggregator.application.account.AccountRecords;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.persistence.account.CloudAccountJpaRepository.ReleasedAccount;
import com.cloudaggregator.persistence.transaction.Codes;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What the page of one account shows. The WHERE clause decides who can read it. */
@Component
final class JpaAccountRecords implements AccountRecords {
  private final Transactions transactions;
  private final CloudAccountJpaRepository accounts;

  JpaAccountRecords(Transactions transactions, CloudAccountJpaRepository accounts) {
    this.transactions = transactions;
    this.accounts = accounts;
  }

  @Override
  public Optional<RefreshTimes> findRefreshTimes(AccountId id, UserId owner) {
    return transactions.read(
        () ->
            accounts
                .findByIdAndUserId(id.value(), owner.value())
                .map(CloudAccountEntity::refreshTimes));
  }

  @Override
  public Optional<FormerAccount> findFormerAccount(AccountId id, UserId lastOwner) {
    return transactions.read(
        () ->
            accounts
                .findReleasedBy(id.value(), lastOwner.value())
                .map(released -> letGo(id, released)));
  }

  private static FormerAccount letGo(AccountId id, ReleasedAccount released) {
    String maskedLabel = released.getMaskedLabel();
    String revocation = released.getRevocation();
    return new FormerAccount(
        id,
        new Provider(released.getProvider()),
        maskedLabel == null ? AccountLabel.NONE.masked() : maskedLabel,
        released.getReleasedAt(),
        revocation == null ? null : Codes.parse(RevocationState.class, revocation));
  }
}
