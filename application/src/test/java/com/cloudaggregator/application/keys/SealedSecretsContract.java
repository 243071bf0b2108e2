package com.cloudaggregator.application.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.keys.SealedSecrets.PartialCount;
import com.cloudaggregator.application.keys.SealedSecrets.Resealed;
import com.cloudaggregator.application.keys.SealedSecrets.SealedItem;
import com.cloudaggregator.application.keys.SealedSecrets.SealedRow;
import com.cloudaggregator.application.keys.Vault.OpenResult;
import com.cloudaggregator.application.keys.Vault.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Contract of {@link SealedSecrets}, run against every implementation. The key ids belong to the
 * test.
 */
public abstract class SealedSecretsContract {
  private final String old = "old-" + UUID.randomUUID().toString().substring(0, 8);
  private final String fresh = "new-" + UUID.randomUUID().toString().substring(0, 8);

  protected abstract SealedSecrets secrets();

  /** The vault that the store seals with. */
  protected abstract RingVault vault();

  /** Connects a new account, whose access and refresh token are sealed with the active key. */
  protected abstract UUID connect();

  /** Connects it again, so that both tokens are replaced. */
  protected abstract void reconnect(UUID account);

  private List<UUID> connected(int count) {
    vault().turn(old);
    return IntStream.range(0, count).mapToObj(n -> connect()).sorted().toList();
  }

  private Resealed anew(SealedRow row) {
    return new Resealed(
        row,
        row.items().stream()
            .map(
                item ->
                    vault()
                        .seal(
                            ((OpenResult.Opened) vault().open(item.sealed(), item.place()))
                                .secret(),
                            item.place()))
            .toList());
  }

  private List<SealedRow> rows() {
    return secrets().listRows(Purpose.ACCESS_TOKEN, old, null, 100);
  }

  @Test
  void listsTheKeysInUse() {
    assertThat(secrets().listKeys(Purpose.ACCESS_TOKEN)).doesNotContain(old);
    connected(2);

    assertThat(secrets().listKeys(Purpose.ACCESS_TOKEN)).contains(old);
    assertThat(secrets().listKeys(Purpose.REFRESH_TOKEN)).contains(old);
    assertThat(secrets().listKeys(Purpose.REVOCATION_TOKEN)).doesNotContain(old);
  }

  @Test
  void countsInParts() {
    List<UUID> ids = connected(3);

    PartialCount first = secrets().count(Purpose.REFRESH_TOKEN, old, null, 2);
    PartialCount second =
        secrets().count(Purpose.REFRESH_TOKEN, old, first.last().orElseThrow(), 2);

    assertThat(first).isEqualTo(new PartialCount(2, ids.get(1)));
    assertThat(second).isEqualTo(new PartialCount(1, ids.get(2)));
    assertThat(secrets().count(Purpose.REFRESH_TOKEN, old, ids.get(2), 2))
        .isEqualTo(new PartialCount(0, null));
  }

  @Test
  void listsRowsWithAllTheirSecretsInPages() {
    List<UUID> ids = connected(3);

    List<UUID> seen = new ArrayList<>();
    for (List<SealedRow> page = secrets().listRows(Purpose.ACCESS_TOKEN, old, null, 2);
        !page.isEmpty();
        page = secrets().listRows(Purpose.ACCESS_TOKEN, old, seen.getLast(), 2)) {
      page.forEach(row -> seen.add(row.id()));
    }

    assertThat(seen).isEqualTo(ids);
    assertThat(rows())
        .allSatisfy(
            row -> {
              assertThat(row.items())
                  .extracting(item -> item.place().purpose())
                  .containsExactly(Purpose.ACCESS_TOKEN, Purpose.REFRESH_TOKEN);
              assertThat(row.items()).extracting(SealedItem::key).containsOnly(old);
              assertThat(row.items())
                  .allSatisfy(
                      item ->
                          assertThat(vault().open(item.sealed(), item.place()))
                              .isInstanceOf(OpenResult.Opened.class));
            });
  }

  @Test
  void replacesTheSecretsThatWereRead() {
    List<UUID> ids = connected(2);
    vault().turn(fresh, old);

    assertThat(secrets().replace(rows().stream().map(this::anew).toList()))
        .containsExactlyInAnyOrderElementsOf(ids);

    assertThat(rows()).isEmpty();
    assertThat(secrets().listKeys(Purpose.REFRESH_TOKEN)).contains(fresh).doesNotContain(old);
    vault().turn(fresh);
    assertThat(secrets().listRows(Purpose.ACCESS_TOKEN, fresh, null, 10))
        .hasSize(2)
        .allSatisfy(
            row ->
                assertThat(row.items())
                    .allSatisfy(
                        item ->
                            assertThat(vault().open(item.sealed(), item.place()))
                                .isInstanceOf(OpenResult.Opened.class)));
  }

  @Test
  void leavesOnlyRowsThatHaveChangedSince() {
    List<UUID> ids = connected(2);
    List<SealedRow> read = rows();
    reconnect(ids.getFirst());
    List<SealedItem> renewed = rows().getFirst().items();

    assertThat(secrets().replace(read.stream().map(this::anew).toList()))
        .isEqualTo(Set.of(ids.get(1)));

    assertThat(rows().getFirst().items())
        .extracting(item -> item.sealed().bytes())
        .containsExactlyElementsOf(renewed.stream().map(item -> item.sealed().bytes()).toList());
  }
}
