package com.cloudaggregator.persistence.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.keys.KeyRings.KeyIds;
import com.cloudaggregator.application.keys.NodeRings;
import com.cloudaggregator.application.keys.OtherKeys.KeyUse;
import com.cloudaggregator.domain.event.StoreFault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CachedOtherKeysTest {
  private static final StoreFault AWAY =
      new StoreFault(StoreFault.Kind.UNAVAILABLE, "Away", null, "no database", null);

  private Instant now = Instant.parse("2026-11-29T08:00:00Z");
  private final Nodes nodes = new Nodes();
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final CachedOtherKeys others = new CachedOtherKeys(nodes, clock);

  /** One node with one key in each ring. */
  private static final class Nodes implements NodeRings {
    private String transfer = "t1";
    private @Nullable StoreFault fault;
    private int asked;

    @Override
    public void report(UUID node, String name, KeyIds vault, KeyIds transfer, KeyIds flow) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void leave(UUID node) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Node> listRunning() {
      asked++;
      if (fault != null) {
        throw new StoreException(fault, null);
      }
      return List.of(
          new Node(UUID.randomUUID(), "1@a", ids("v1"), ids(transfer), ids("f1"), Instant.EPOCH));
    }

    private static KeyIds ids(String id) {
      return new KeyIds(List.of(id));
    }
  }

  private StoreFault refusal(KeyUse use, String id) {
    StoreException refused =
        catchThrowableOfType(StoreException.class, () -> others.requireUnknown(use, id));
    assertThat(refused).isNotNull();
    return refused.fault();
  }

  @Test
  void distinguishesTheRings() {
    assertThat(refusal(KeyUse.TRANSFER, "t1").kind()).isEqualTo(StoreFault.Kind.UNAVAILABLE);
    assertThat(refusal(KeyUse.FLOW, "f1").kind()).isEqualTo(StoreFault.Kind.UNAVAILABLE);
    assertThatCode(
            () -> {
              others.requireUnknown(KeyUse.TRANSFER, "f1");
              others.requireUnknown(KeyUse.FLOW, "t1");
              others.requireUnknown(KeyUse.FLOW, "v1");
            })
        .doesNotThrowAnyException();
  }

  @Test
  void asksTheDatabaseOnceASecondForAnyNumberOfMadeUpKeys() {
    IntStream.range(0, 1000).forEach(i -> others.requireUnknown(KeyUse.TRANSFER, "x" + i));
    assertThat(nodes.asked).isOne();

    nodes.transfer = "t2";
    now = now.plus(Duration.ofSeconds(1));

    assertThat(refusal(KeyUse.TRANSFER, "t2").message())
        .isEqualTo("this node does not have transfer key t2");
    assertThat(nodes.asked).isEqualTo(2);
  }

  @Test
  void decidesNothingWhileTheDatabaseIsAwayAndDoesNotAskItForEachKey() {
    nodes.fault = AWAY;
    IntStream.range(0, 1000)
        .forEach(i -> assertThat(refusal(KeyUse.FLOW, "x" + i)).isEqualTo(AWAY));
    assertThat(nodes.asked).isOne();

    nodes.fault = null;
    now = now.plus(Duration.ofSeconds(1));

    others.requireUnknown(KeyUse.FLOW, "x");
  }
}
