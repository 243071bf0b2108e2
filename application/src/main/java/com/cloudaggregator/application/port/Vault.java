package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import java.util.UUID;

/**
 * Seals secrets for storage: AES-256-GCM under the active key of a ring. What is sealed opens in its own place alone:
 * copied to another row, purpose, owner or epoch it does not.
 */
public interface Vault {

  Sealed seal(Secret secret, Place place);

  OpenResult open(Sealed sealed, Place place);

  /** Where a sealed secret belongs; authenticated with it (the additional data of AES-GCM). */
  record Place(Purpose purpose, UUID row, ProviderAccountId account, UserId owner, Epoch epoch) {}

  /** What a sealed secret is for. */
  enum Purpose {
    ACCESS_TOKEN,
    REFRESH_TOKEN,
    PARKED_ACCESS_TOKEN,
    PARKED_REFRESH_TOKEN,
    /** Of a former owner, for nothing but its own revocation. */
    REVOCATION_TOKEN
  }

  /** Ciphertext as it is stored; it names its key. */
  record Sealed(byte[] bytes) {
    @Override
    public String toString() {
      return "Sealed[" + bytes.length + " bytes]";
    }
  }

  /** The answers to {@link #open}. */
  sealed interface OpenResult {
    record Opened(Secret secret) implements OpenResult {}

    /** Changed, out of place, or under a key that is not in the ring. */
    record Unreadable() implements OpenResult {}
  }
}
