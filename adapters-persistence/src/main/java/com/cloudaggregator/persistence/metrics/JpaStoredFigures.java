package com.cloudaggregator.persistence.metrics;

import com.cloudaggregator.application.metrics.StoredFigures;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.persistence.account.CloudAccountJpaRepository;
import com.cloudaggregator.persistence.disconnect.GrantRevocationJpaRepository;
import com.cloudaggregator.persistence.transaction.Codes;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.util.List;
import org.springframework.stereotype.Component;

/** Each count reads an index alone. */
@Component
final class JpaStoredFigures implements StoredFigures {
  private final Transactions transactions;
  private final CloudAccountJpaRepository accounts;
  private final GrantRevocationJpaRepository revocations;

  JpaStoredFigures(
      Transactions transactions,
      CloudAccountJpaRepository accounts,
      GrantRevocationJpaRepository revocations) {
    this.transactions = transactions;
    this.accounts = accounts;
    this.revocations = revocations;
  }

  @Override
  public List<AccountCount> countAccounts() {
    return transactions.read(accounts::countByProviderAndStatus).stream()
        .map(
            row ->
                new AccountCount(
                    row.getProvider(),
                    Codes.parse(AccountStatus.class, row.getStatus()),
                    row.getAccounts()))
        .toList();
  }

  @Override
  public long countPendingRevocations(int most) {
    return transactions.read(() -> revocations.countPending(most));
  }
}
