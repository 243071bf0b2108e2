package com.cloudaggregator.application.keys;

import com.cloudaggregator.application.keys.Vault.Place;
import com.cloudaggregator.application.keys.Vault.Purpose;
import com.cloudaggregator.application.keys.Vault.Sealed;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All sealed secrets at rest, by the key that sealed them. What is left of a key is read from the
 * rows and stored nowhere else, so that a task can stop and resume at any point. Each call is one
 * short transaction.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}; it has changed
 * nothing then.
 */
public interface SealedSecrets {

  /** The ids of the keys that seal secrets of this purpose, whether or not a ring has them. */
  Set<String> listKeys(Purpose purpose);

  /**
   * Counts the secrets of a key, one part at a time.
   *
   * @param after the {@code last} of the previous part; null for the first part
   * @param limit maximum number of secrets to count
   */
  PartialCount count(Purpose purpose, String key, @Nullable UUID after, int limit);

  /**
   * One part of a count.
   *
   * @param lastOrNull where the next part starts; null if there was nothing to count
   */
  record PartialCount(long secrets, @Nullable UUID lastOrNull) {
    public Optional<UUID> last() {
      return Optional.ofNullable(lastOrNull);
    }
  }

  /**
   * The rows with a secret of this purpose sealed with this key, by id.
   *
   * @param after the id of the last row of the previous batch; null for the first batch
   */
  List<SealedRow> listRows(Purpose purpose, String key, @Nullable UUID after, int limit);

  /** All secrets of a row. */
  record SealedRow(UUID id, List<SealedItem> items) {
    public SealedRow {
      items = List.copyOf(items);
    }
  }

  /**
   * A secret with its place.
   *
   * @param key id of the key that sealed it
   */
  record SealedItem(Place place, Sealed sealed, String key) {}

  /**
   * Replaces secrets, all of a row or none. A row that has changed since it was read, or that is
   * being changed, is left as it is; the call does not wait for it.
   *
   * @param resealed rows of one table, that is, of purposes that share rows
   * @return the ids of the rows that were replaced
   */
  Set<UUID> replace(List<Resealed> resealed);

  /**
   * A row with its new content.
   *
   * @param fresh one per item, in the same order; an unchanged secret is the same object
   */
  record Resealed(SealedRow row, List<Sealed> fresh) {
    public Resealed {
      fresh = List.copyOf(fresh);
      if (fresh.size() != row.items().size()) {
        throw new IllegalArgumentException("There must be one for each item");
      }
    }
  }
}
