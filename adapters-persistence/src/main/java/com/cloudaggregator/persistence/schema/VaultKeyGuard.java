package com.cloudaggregator.persistence.schema;

import com.cloudaggregator.application.keys.SealedSecrets;
import com.cloudaggregator.application.keys.Vault;
import com.cloudaggregator.application.keys.Vault.OpenResult;
import com.cloudaggregator.application.keys.Vault.Place;
import com.cloudaggregator.application.keys.Vault.Purpose;
import com.cloudaggregator.application.keys.Vault.Sealed;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.persistence.seal.StoredSecrets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Refuses to start with a vault key that does not open what was sealed under its id: the active
 * key, or one that a stored secret still needs (a credential, one that is parked in an offer, a
 * token to revoke). For this, a constant is stored sealed under each key that has ever been active.
 * A key that no secret needs is logged and not refused.
 */
@Component
@DependsOnDatabaseInitialization
final class VaultKeyGuard implements InitializingBean {
  private static final Secret CANARY = new Secret("vault-key-canary");
  private static final Place PLACE =
      new Place(
          Purpose.ACCESS_TOKEN,
          new UUID(0, 0),
          ProviderAccountId.of("canary", "vault-key"),
          new UserId("vault-key-canary"),
          Epoch.FIRST);

  /** Secrets are counted up to this number, so that a start does not count millions. */
  private static final int COUNTED = 50_000;

  private static final Logger LOG = LoggerFactory.getLogger(VaultKeyGuard.class);

  private final JdbcClient jdbc;
  private final Vault vault;
  private final SealedSecrets secrets;

  VaultKeyGuard(JdbcClient jdbc, Vault vault, SealedSecrets secrets) {
    this.jdbc = jdbc;
    this.vault = vault;
    this.secrets = secrets;
  }

  private record StoredCanary(String keyId, Sealed sealed) {}

  @Override
  public void afterPropertiesSet() {
    byte[] fresh = vault.seal(CANARY, PLACE).bytes();
    String active = StoredSecrets.keyId(fresh);
    jdbc.sql(
            "INSERT INTO vault_key_canaries (key_id, sealed) VALUES (:id, :sealed) ON CONFLICT DO NOTHING")
        .param("id", active)
        .param("sealed", fresh)
        .update();
    Map<Purpose, Set<String>> used = new EnumMap<>(Purpose.class);
    for (Purpose purpose : Purpose.values()) {
      used.put(purpose, secrets.listKeys(purpose));
    }
    List<String> unreadable = new ArrayList<>();
    for (StoredCanary canary : canaries()) {
      boolean needed = used.values().stream().anyMatch(keys -> keys.contains(canary.keyId()));
      boolean isActive = canary.keyId().equals(active);
      boolean opens = opens(canary);
      if (!opens && (needed || isActive)) {
        unreadable.add(canary.keyId() + " (" + needing(canary.keyId(), used) + ")");
      }
      if (opens && !needed && !isActive) {
        LOG.info(
            "No stored secret needs vault key {}; it can be removed from cloud-aggregator.keys.vault",
            canary.keyId());
      }
    }
    if (!unreadable.isEmpty()) {
      throw new UnfitDatabaseException(
          "The vault keys with these ids are missing, or are not the keys that sealed the stored secrets: "
              + String.join(", ", unreadable)
              + ".",
          "Configure the right keys under these ids, after the active one; GET /ops/keys shows when a key can be"
              + " removed. If a key is lost for good, delete its row in vault_key_canaries: its accounts then have to"
              + " be connected again.");
    }
  }

  private List<StoredCanary> canaries() {
    return jdbc.sql("SELECT key_id, sealed FROM vault_key_canaries ORDER BY key_id")
        .query(
            (row, n) ->
                new StoredCanary(row.getString("key_id"), new Sealed(row.getBytes("sealed"))))
        .list();
  }

  private String needing(String key, Map<Purpose, Set<String>> used) {
    long sum = 0;
    boolean more = false;
    for (Map.Entry<Purpose, Set<String>> of : used.entrySet()) {
      if (of.getValue().contains(key)) {
        long counted = secrets.count(of.getKey(), key, null, COUNTED).secrets();
        sum += counted;
        more |= counted == COUNTED;
      }
    }
    return (more ? "at least " : "") + sum + " secrets need it";
  }

  private boolean opens(StoredCanary canary) {
    return vault.open(canary.sealed(), PLACE) instanceof OpenResult.Opened(var secret)
        && CANARY.equals(secret);
  }
}
