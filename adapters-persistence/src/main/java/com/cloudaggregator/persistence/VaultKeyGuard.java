package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.Vault;
import com.cloudaggregator.application.port.Vault.OpenResult;
import com.cloudaggregator.application.port.Vault.Place;
import com.cloudaggregator.application.port.Vault.Purpose;
import com.cloudaggregator.application.port.Vault.Sealed;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Refuses to start with a vault key that does not open what was sealed under its id, be it the active one or one that
 * stored credentials still need. A constant is kept sealed under each key that was ever active.
 */
@DependsOnDatabaseInitialization
final class VaultKeyGuard implements InitializingBean {
  private static final Secret CANARY = new Secret("vault-key-canary");
  private static final Place PLACE = new Place(
      Purpose.ACCESS_TOKEN,
      new UUID(0, 0),
      ProviderAccountId.of("canary", "vault-key"),
      new UserId("vault-key-canary"),
      Epoch.FIRST);

  /** The active key's, and those of the keys that a credential is sealed under. */
  private static final String NEEDED = """
      SELECT key_id, sealed FROM vault_key_canaries AS canary
      WHERE key_id = :active OR EXISTS (
        SELECT FROM cloud_provider_accounts
        WHERE access_token_key_id = canary.key_id OR refresh_token_key_id = canary.key_id)
      ORDER BY key_id
      """;

  private final JdbcClient jdbc;
  private final Vault vault;

  VaultKeyGuard(JdbcClient jdbc, Vault vault) {
    this.jdbc = jdbc;
    this.vault = vault;
  }

  private record StoredCanary(String keyId, Sealed sealed) {}

  @Override
  public void afterPropertiesSet() {
    byte[] fresh = vault.seal(CANARY, PLACE).bytes();
    String active = keyId(fresh);
    jdbc.sql("INSERT INTO vault_key_canaries (key_id, sealed) VALUES (:id, :sealed) ON CONFLICT DO NOTHING")
        .param("id", active)
        .param("sealed", fresh)
        .update();
    List<String> unreadable = jdbc.sql(NEEDED)
        .param("active", active)
        .query((row, n) -> new StoredCanary(row.getString("key_id"), new Sealed(row.getBytes("sealed"))))
        .list()
        .stream()
        .filter(canary -> !opens(canary))
        .map(StoredCanary::keyId)
        .toList();
    if (!unreadable.isEmpty()) {
      throw new UnfitDatabaseException(
          "The vault keys with these ids are missing, or are not the keys that sealed what is stored: "
              + String.join(", ", unreadable) + ".",
          "Put the right keys back under these ids, after the active one. Where a key is lost for good, delete its row"
              + " in vault_key_canaries: its accounts then have to be connected again.");
    }
  }

  private boolean opens(StoredCanary canary) {
    return vault.open(canary.sealed(), PLACE) instanceof OpenResult.Opened(var secret)
        && CANARY.equals(secret);
  }

  /** What is sealed begins with {@code v1.<key id>.} in ASCII. */
  private static String keyId(byte[] sealed) {
    return new String(sealed, StandardCharsets.ISO_8859_1).split("\\.", 3)[1];
  }
}
