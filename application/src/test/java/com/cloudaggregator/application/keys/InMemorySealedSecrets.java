package com.cloudaggregator.application.keys;

import com.cloudaggregator.application.keys.Vault.Purpose;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows in a map, sorted by id. */
public final class InMemorySealedSecrets implements SealedSecrets {
  private final NavigableMap<UUID, SealedRow> rows = new TreeMap<>();

  public synchronized void put(SealedRow row) {
    rows.put(row.id(), row);
  }

  /** An account with both of its tokens. */
  public synchronized UUID connect(Vault vault) {
    UUID id = new UUID(0, rows.size() + 1L);
    reconnect(id, vault);
    return id;
  }

  /** Replaces both tokens. */
  public synchronized void reconnect(UUID id, Vault vault) {
    put(
        new SealedRow(
            id,
            Stream.of(Purpose.ACCESS_TOKEN, Purpose.REFRESH_TOKEN)
                .map(
                    purpose -> {
                      var place =
                          new Vault.Place(
                              purpose,
                              id,
                              ProviderAccountId.of("onedrive", "drive-" + id),
                              new UserId("alice"),
                              Epoch.FIRST);
                      Vault.Sealed sealed = vault.seal(new Secret("secret of " + id), place);
                      return new SealedItem(place, sealed, key(sealed));
                    })
                .toList()));
  }

  public synchronized SealedRow get(UUID id) {
    SealedRow row = rows.get(id);
    if (row == null) {
      throw new IllegalArgumentException("No such row");
    }
    return row;
  }

  @Override
  public synchronized Set<String> listKeys(Purpose purpose) {
    Set<String> keys = new TreeSet<>();
    rows.values().forEach(row -> of(row, purpose).forEach(item -> keys.add(item.key())));
    return keys;
  }

  @Override
  public synchronized PartialCount count(
      Purpose purpose, String key, @Nullable UUID after, int limit) {
    List<SealedRow> part = listRows(purpose, key, after, limit);
    return new PartialCount(part.size(), part.isEmpty() ? null : part.getLast().id());
  }

  @Override
  public synchronized List<SealedRow> listRows(
      Purpose purpose, String key, @Nullable UUID after, int limit) {
    return (after == null ? rows : rows.tailMap(after, false))
        .values().stream()
            .filter(row -> of(row, purpose).anyMatch(item -> item.key().equals(key)))
            .limit(limit)
            .toList();
  }

  @Override
  public synchronized Set<UUID> replace(List<Resealed> resealed) {
    Set<UUID> replaced = new HashSet<>();
    for (Resealed each : resealed) {
      SealedRow old = each.row();
      SealedRow now = rows.get(old.id());
      if (now != null && same(now, old)) {
        rows.put(
            old.id(),
            new SealedRow(
                old.id(),
                IntStream.range(0, old.items().size())
                    .mapToObj(
                        i ->
                            new SealedItem(
                                old.items().get(i).place(),
                                each.fresh().get(i),
                                key(each.fresh().get(i))))
                    .toList()));
        replaced.add(old.id());
      }
    }
    return replaced;
  }

  private static boolean same(SealedRow one, SealedRow other) {
    return one.items().size() == other.items().size()
        && IntStream.range(0, one.items().size())
            .allMatch(
                i ->
                    Arrays.equals(
                        one.items().get(i).sealed().bytes(),
                        other.items().get(i).sealed().bytes()));
  }

  private static Stream<SealedItem> of(SealedRow row, Purpose purpose) {
    return row.items().stream().filter(item -> item.place().purpose() == purpose);
  }

  /** Reads the key id from the sealed bytes, as the database does. */
  public static String key(Vault.Sealed sealed) {
    return new String(sealed.bytes(), StandardCharsets.ISO_8859_1).split("\\.")[1];
  }
}
