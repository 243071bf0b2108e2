package com.cloudaggregator.persistence.seal;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.keys.KeyRings;
import com.cloudaggregator.application.keys.Vault;
import com.cloudaggregator.application.keys.Vault.OpenResult;
import com.cloudaggregator.application.keys.Vault.Place;
import com.cloudaggregator.application.keys.Vault.Sealed;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.event.StoreFault;
import com.cloudaggregator.persistence.transaction.OncePerSecond;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Seals secrets for their row and opens them. A secret under a key that this node does not have
 * says nothing about the secret: another node may have the key. Only a key without a row in {@code
 * vault_key_canaries}, which an operator deletes when the key is permanently lost, makes its
 * secrets unreadable.
 */
@Component
public final class StoredSecrets {
  private static final Logger LOG = LoggerFactory.getLogger(StoredSecrets.class);

  private final Vault vault;
  private final KeyRings rings;
  private final Transactions transactions;
  private final JdbcClient jdbc;
  private final OncePerSecond reported;

  StoredSecrets(
      Vault vault, KeyRings rings, Transactions transactions, JdbcClient jdbc, Clock clock) {
    this.vault = vault;
    this.rings = rings;
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.reported = new OncePerSecond(clock);
  }

  public byte[] seal(Secret secret, Place place) {
    return vault.seal(secret, place).bytes();
  }

  /**
   * Empty if the secret was changed, was sealed for another place, or its key is lost.
   *
   * @throws StoreException if this node does not have the key; nothing is known about the secret
   */
  public Optional<Secret> open(byte[] sealed, Place place) {
    if (vault.open(new Sealed(sealed), place) instanceof OpenResult.Opened(var secret)) {
      return Optional.of(secret);
    }
    String key = keyId(sealed);
    if (!rings.vault().contains(key) && exists(key)) {
      throw unknown(key);
    }
    return Optional.empty();
  }

  /** The keys that exist and that this node does not have; a job leaves their rows to others. */
  public String[] keysOfOtherNodes() {
    return transactions.read(
        () ->
            jdbc
                .sql("SELECT key_id FROM vault_key_canaries ORDER BY key_id")
                .query(String.class)
                .list()
                .stream()
                .filter(key -> !rings.vault().contains(key))
                .toArray(String[]::new));
  }

  /** A sealed value starts with {@code v1.<key id>.} in ASCII; empty if it does not. */
  public static String keyId(byte[] sealed) {
    String[] parts = new String(sealed, StandardCharsets.ISO_8859_1).split("\\.", 3);
    return parts.length == 3 && parts[0].equals("v1") ? parts[1] : "";
  }

  private boolean exists(String key) {
    return transactions.read(
        () ->
            jdbc.sql("SELECT EXISTS (SELECT FROM vault_key_canaries WHERE key_id = :key)")
                .param("key", key)
                .query(Boolean.class)
                .single());
  }

  private StoreException unknown(String key) {
    if (reported.tryAcquire()) {
      LOG.warn(
          "This node does not have vault key {}, which seals stored secrets; requests that need them are refused"
              + " with 503. Add the key to cloud-aggregator.keys.vault of this node.",
          key);
    }
    return new StoreException(
        new StoreFault(
            StoreFault.Kind.UNAVAILABLE,
            "UnknownVaultKey",
            null,
            "this node does not have vault key " + key,
            null),
        null);
  }
}
