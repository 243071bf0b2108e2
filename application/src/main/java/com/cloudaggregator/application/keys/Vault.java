package com.cloudaggregator.application.keys;

import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import java.util.UUID;

/**
 * Seals secrets for storage, that is, encrypts and authenticates them with AES-256-GCM under the
 * active key of a ring. A sealed secret opens only in its own place: not after being copied to
 * another row, purpose, owner or epoch.
 */
public interface Vault {

  Sealed seal(Secret secret, Place place);

  OpenResult open(Sealed sealed, Place place);

  /** Where a sealed secret belongs; the additional authenticated data of AES-GCM. */
  record Place(Purpose purpose, UUID row, ProviderAccountId account, UserId owner, Epoch epoch) {}

  /** What a sealed secret is used for. */
  enum Purpose {
    ACCESS_TOKEN,
    REFRESH_TOKEN,
    PARKED_ACCESS_TOKEN,
    PARKED_REFRESH_TOKEN,
    /** A token of a former owner, used only to revoke its own grant. */
    REVOCATION_TOKEN
  }

  /** Ciphertext as stored, including the id of its key. */
  record Sealed(byte[] bytes) {
    @Override
    public String toString() {
      return "Sealed[" + bytes.length + " bytes]";
    }
  }

  /** Results of {@link #open}. */
  sealed interface OpenResult {
    record Opened(Secret secret) implements OpenResult {}

    /** Changed, in another place, or sealed with a key that is not in the ring. */
    record Unreadable() implements OpenResult {}
  }
}
