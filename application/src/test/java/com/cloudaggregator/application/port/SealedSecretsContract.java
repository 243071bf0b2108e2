package com.cloudaggregator.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.SealedSecrets.Item;
import com.cloudaggregator.application.port.SealedSecrets.Part;
import com.cloudaggregator.application.port.SealedSecrets.Resealed;
import com.cloudaggregator.application.port.SealedSecrets.Row;
import com.cloudaggregator.application.port.Vault.OpenResult;
import com.cloudaggregator.application.port.Vault.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of sealed secrets promises: {@link SealedSecrets}. The keys are the test's own. */
public abstract class SealedSecretsContract {
  private final String old = "old-" + UUID.randomUUID().toString().substring(0, 8);
  private final String fresh = "new-" + UUID.randomUUID().toString().substring(0, 8);

  protected abstract SealedSecrets secrets();

  /** What the store seals with. */
  protected abstract RingVault vault();

  /** Connects a new account, whose access and refresh token are sealed under the active key. */
  protected abstract UUID connect();

  /** Connects it again, so that its tokens are others. */
  protected abstract void reconnect(UUID account);

  private List<UUID> connected(int count) {
    vault().turn(old);
    return IntStream.range(0, count).mapToObj(n -> connect()).sorted().toList();
  }

  private Resealed anew(Row row) {
    return new Resealed(row, row.items().stream()
        .map(item -> vault().seal(
            ((OpenResult.Opened) vault().open(item.sealed(), item.place())).secret(), item.place()))
        .toList());
  }

  private List<Row> rows() {
    return secrets().rows(Purpose.ACCESS_TOKEN, old, null, 100);
  }

  @Test
  void namesTheKeysInUse() {
    assertThat(secrets().keys(Purpose.ACCESS_TOKEN)).doesNotContain(old);
    connected(2);

    assertThat(secrets().keys(Purpose.ACCESS_TOKEN)).contains(old);
    assertThat(secrets().keys(Purpose.REFRESH_TOKEN)).contains(old);
    assertThat(secrets().keys(Purpose.REVOCATION_TOKEN)).doesNotContain(old);
  }

  @Test
  void countsInParts() {
    List<UUID> ids = connected(3);

    Part first = secrets().count(Purpose.REFRESH_TOKEN, old, null, 2);
    Part second = secrets().count(Purpose.REFRESH_TOKEN, old, first.last().orElseThrow(), 2);

    assertThat(first).isEqualTo(new Part(2, ids.get(1)));
    assertThat(second).isEqualTo(new Part(1, ids.get(2)));
    assertThat(secrets().count(Purpose.REFRESH_TOKEN, old, ids.get(2), 2)).isEqualTo(new Part(0, null));
  }

  @Test
  void handsOutRowsWithAllTheirSecretsPageByPage() {
    List<UUID> ids = connected(3);

    List<UUID> seen = new ArrayList<>();
    for (List<Row> page = secrets().rows(Purpose.ACCESS_TOKEN, old, null, 2); !page.isEmpty();
        page = secrets().rows(Purpose.ACCESS_TOKEN, old, seen.getLast(), 2)) {
      page.forEach(row -> seen.add(row.id()));
    }

    assertThat(seen).isEqualTo(ids);
    assertThat(rows()).allSatisfy(row -> {
      assertThat(row.items()).extracting(item -> item.place().purpose())
          .containsExactly(Purpose.ACCESS_TOKEN, Purpose.REFRESH_TOKEN);
      assertThat(row.items()).extracting(Item::key).containsOnly(old);
      assertThat(row.items()).allSatisfy(item ->
          assertThat(vault().open(item.sealed(), item.place())).isInstanceOf(OpenResult.Opened.class));
    });
  }

  @Test
  void putsWhatIsSealedAnewIntoThePlaceOfWhatWasRead() {
    List<UUID> ids = connected(2);
    vault().turn(fresh, old);

    assertThat(secrets().replace(rows().stream().map(this::anew).toList())).containsExactlyInAnyOrderElementsOf(ids);

    assertThat(rows()).isEmpty();
    assertThat(secrets().keys(Purpose.REFRESH_TOKEN)).contains(fresh).doesNotContain(old);
    vault().turn(fresh);
    assertThat(secrets().rows(Purpose.ACCESS_TOKEN, fresh, null, 10)).hasSize(2).allSatisfy(row ->
        assertThat(row.items()).allSatisfy(item ->
            assertThat(vault().open(item.sealed(), item.place())).isInstanceOf(OpenResult.Opened.class)));
  }

  @Test
  void leavesARowThatHasChangedSinceAndOnlyThat() {
    List<UUID> ids = connected(2);
    List<Row> read = rows();
    reconnect(ids.getFirst());
    List<Item> his = rows().getFirst().items();

    assertThat(secrets().replace(read.stream().map(this::anew).toList())).isEqualTo(Set.of(ids.get(1)));

    assertThat(rows().getFirst().items()).extracting(item -> item.sealed().bytes())
        .containsExactlyElementsOf(his.stream().map(item -> item.sealed().bytes()).toList());
  }
}
