package com.cloudaggregator.persistence.token;

import com.cloudaggregator.application.token.ExpiringTokens;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.persistence.token.CustodyJpaRepository.ExpiringAccount;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The accounts that a refresh ahead of time looks for. */
@Component
final class JpaExpiringTokens implements ExpiringTokens {
  private final Transactions transactions;
  private final CustodyJpaRepository accounts;

  JpaExpiringTokens(Transactions transactions, CustodyJpaRepository accounts) {
    this.transactions = transactions;
    this.accounts = accounts;
  }

  @Override
  public List<ExpiringToken> listExpiring(Duration ahead, Provider of, int limit) {
    return transactions.call(() -> find(ahead.toMillis(), of.id(), limit)).stream()
        .map(
            account ->
                new ExpiringToken(
                    new AccountId(account.getId()),
                    new UserId(account.getUserId()),
                    new Epoch(account.getEpoch())))
        .toList();
  }

  /** Two statements, so that each reads its rows in the order of an index. */
  private List<ExpiringAccount> find(long ahead, String provider, int limit) {
    List<ExpiringAccount> found = new ArrayList<>(accounts.findExpiring(ahead, provider, limit));
    if (found.size() < limit) {
      found.addAll(accounts.findPaused(ahead, provider, limit - found.size()));
    }
    return found;
  }

  @Override
  public Duration longestWait(Duration ahead, Set<Provider> of) {
    return Duration.ofMillis(
        transactions.call(
            () ->
                of.stream()
                    .mapToLong(
                        provider -> accounts.longestWaitMillis(ahead.toMillis(), provider.id()))
                    .max()
                    .orElse(0)));
  }
}
