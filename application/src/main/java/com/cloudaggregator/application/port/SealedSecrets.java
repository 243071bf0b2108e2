package com.cloudaggregator.application.port;

import com.cloudaggregator.application.port.Vault.Place;
import com.cloudaggregator.application.port.Vault.Purpose;
import com.cloudaggregator.application.port.Vault.Sealed;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Every secret at rest, still shut, by the key that it is sealed under. What is left of a key is read off the rows and
 * remembered nowhere else, so that work on it can end at any moment and go on at any other. Each call is one short
 * transaction.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}; then it has changed nothing.
 */
public interface SealedSecrets {

  /** The keys that secrets of this purpose are sealed under, whether or not anybody has them. */
  Set<String> keys(Purpose purpose);

  /**
   * Counts secrets under a key, a part at a time.
   *
   * @param after the {@code last} of the part before; null for the first
   * @param limit how many to count at most
   */
  Part count(Purpose purpose, String key, @Nullable UUID after, int limit);

  /**
   * A part of a count.
   *
   * @param lastOrNull where the next part goes on; null when there was nothing
   */
  record Part(long secrets, @Nullable UUID lastOrNull) {
    public Optional<UUID> last() {
      return Optional.ofNullable(lastOrNull);
    }
  }

  /**
   * The rows with a secret of this purpose under this key, in the order of their ids.
   *
   * @param after the id of the last row before; null for the first
   */
  List<Row> rows(Purpose purpose, String key, @Nullable UUID after, int limit);

  /** All the secrets of a row. */
  record Row(UUID id, List<Item> items) {
    public Row {
      items = List.copyOf(items);
    }
  }

  /**
   * A secret in its place.
   *
   * @param key that it is sealed under
   */
  record Item(Place place, Sealed sealed, String key) {}

  /**
   * Puts what was sealed anew into the place of what was read, all of a row or nothing of it. A row that has changed
   * since it was read stays as it is, and so does one that somebody is just changing: nobody waits.
   *
   * @param resealed of one table, that is of purposes that share rows
   * @return the ids of the rows that were changed
   */
  Set<UUID> replace(List<Resealed> resealed);

  /**
   * A row and what is to be in it.
   *
   * @param fresh one for each item, in their order; what stays is the very same
   */
  record Resealed(Row row, List<Sealed> fresh) {
    public Resealed {
      fresh = List.copyOf(fresh);
      if (fresh.size() != row.items().size()) {
        throw new IllegalArgumentException("There is one for each item");
      }
    }
  }
}
