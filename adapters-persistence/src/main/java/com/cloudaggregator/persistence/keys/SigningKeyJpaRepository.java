package com.cloudaggregator.persistence.keys;

import com.cloudaggregator.persistence.transfer.TransferRequestEntity;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/** Which keys have signed the tokens of the stored offers. */
interface SigningKeyJpaRepository extends Repository<TransferRequestEntity, UUID> {

  /** Steps through the index from key to key, so that a million offers of one key are one step. */
  @NativeQuery(
      """
      WITH RECURSIVE seen AS (
        (SELECT token_key_id AS key FROM ownership_transfer_requests
          WHERE token_key_id IS NOT NULL ORDER BY token_key_id LIMIT 1)
        UNION ALL
        SELECT (SELECT token_key_id FROM ownership_transfer_requests
          WHERE token_key_id > seen.key ORDER BY token_key_id LIMIT 1)
        FROM seen WHERE seen.key IS NOT NULL)
      SELECT key FROM seen WHERE key IS NOT NULL
      """)
  List<String> findKeys();

  /**
   * The last expiry of a token that this key may have signed. An offer without a key may have been
   * signed by any.
   */
  @NativeQuery(
      """
      SELECT greatest(
        (SELECT max(expires_at) FROM ownership_transfer_requests WHERE token_key_id = :key),
        (SELECT max(expires_at) FROM ownership_transfer_requests WHERE token_key_id IS NULL)) AS until
      """)
  @Nullable Instant lastExpiry(String key);
}
