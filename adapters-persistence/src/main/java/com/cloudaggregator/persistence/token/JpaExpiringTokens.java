package com.cloudaggregator.persistence.token;

import com.cloudaggregator.application.token.ExpiringTokens;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.persistence.seal.StoredSecrets;
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
  private final StoredSecrets secrets;

  JpaExpiringTokens(
      Transactions transactions, CustodyJpaRepository accounts, StoredSecrets secrets) {
    this.transactions = transactions;
    this.accounts = accounts;
    this.secrets = secrets;
  }

  @Override
  public List<ExpiringToken> listExpiring(Duration ahead, Provider of, int limit) {
    String[] skipped = secrets.keysOfOtherNodes();
    return transactions.call(() -> find(ahead.toMillis(), of.id(), skipped, limit)).stream()
        .map(
            account ->
                new ExpiringToken(
                    new AccountId(account.getId()),
                    new UserId(account.getUserId()),
                    new Epoch(account.getEpoch())))
        .toList();
  }

  /** Two statements, so that each reads its rows in the order of an index. */
  private List<ExpiringAccount> find(long ahead, String provider, String[] skipped, int limit) {
    List<ExpiringAccount> found =
        new ArrayList<>(accounts.findExpiring(ahead, provider, skipped, limit));
    if (found.size() < limit) {
      found.addAll(accounts.findPaused(ahead, provider, skipped, limit - found.size()));
    }
    return found;
  }

  @Override
  public Duration longestWait(Duration ahead, Set<Provider> of) {
    String[] skipped = secrets.keysOfOtherNodes();
    return Duration.ofMillis(
        transactions.call(
            () ->
                of.stream()
                    .mapToLong(
                        provider ->
                            accounts.longestWaitMillis(ahead.toMillis(), provider.id(), skipped))
                    .max()
                    .orElse(0)));
  }
}
