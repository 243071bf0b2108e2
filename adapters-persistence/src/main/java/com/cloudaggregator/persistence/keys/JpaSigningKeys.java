package com.cloudaggregator.persistence.keys;

import com.cloudaggregator.application.keys.SigningKeys;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Signing keys by the stored offers. Used offers count too: their tokens are answered until they
 * expire.
 */
@Component
final class JpaSigningKeys implements SigningKeys {
  private final Transactions transactions;
  private final SigningKeyJpaRepository offers;

  JpaSigningKeys(Transactions transactions, SigningKeyJpaRepository offers) {
    this.transactions = transactions;
    this.offers = offers;
  }

  @Override
  public Set<String> listKeys() {
    return transactions.read(() -> Set.copyOf(offers.findKeys()));
  }

  @Override
  public Optional<Instant> findLastExpiry(String key) {
    return transactions.read(() -> Optional.ofNullable(offers.lastExpiry(key)));
  }
}
