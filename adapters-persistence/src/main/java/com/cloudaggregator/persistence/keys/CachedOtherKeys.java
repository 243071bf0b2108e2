package com.cloudaggregator.persistence.keys;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.keys.KeyRings.KeyIds;
import com.cloudaggregator.application.keys.NodeRings;
import com.cloudaggregator.application.keys.NodeRings.Node;
import com.cloudaggregator.application.keys.OtherKeys;
import com.cloudaggregator.domain.event.StoreFault;
import com.cloudaggregator.persistence.transaction.OncePerSecond;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Remembers for a second which keys the running nodes have, or that it could not be read. */
@Component
final class CachedOtherKeys implements OtherKeys {
  private static final Logger LOG = LoggerFactory.getLogger(CachedOtherKeys.class);

  /**
   * A node reports its keys before it accepts requests, and what it seals takes longer than this to
   * come back through a browser.
   */
  private static final Duration KEPT = Duration.ofSeconds(1);

  private final NodeRings nodes;
  private final Clock clock;
  private final OncePerSecond reported;
  private @Nullable Read last;

  CachedOtherKeys(NodeRings nodes, Clock clock) {
    this.nodes = nodes;
    this.clock = clock;
    this.reported = new OncePerSecond(clock);
  }

  /**
   * @param failure why the ids could not be read; null if they were
   */
  private record Read(Instant at, Map<KeyUse, Set<String>> ids, @Nullable StoreFault failure) {
    boolean isFresh(Instant now) {
      return !now.isBefore(at) && now.isBefore(at.plus(KEPT));
    }
  }

  @Override
  public void requireUnknown(KeyUse use, String id) {
    Read read = read();
    if (read.failure() != null) {
      throw new StoreException(read.failure(), null);
    }
    if (read.ids().getOrDefault(use, Set.of()).contains(id)) {
      throw unknownHere(use, id);
    }
  }

  /** Callers wait for one another here, and share what the first one read. */
  private synchronized Read read() {
    Read read = last;
    if (read == null || !read.isFresh(clock.instant())) {
      read = readAgain();
      last = read;
    }
    return read;
  }

  private Read readAgain() {
    try {
      Map<KeyUse, Set<String>> ids = idsOf(nodes.listRunning());
      return new Read(clock.instant(), ids, null);
    } catch (StoreException e) {
      return new Read(clock.instant(), Map.of(), e.fault());
    }
  }

  private static Map<KeyUse, Set<String>> idsOf(List<Node> running) {
    Map<KeyUse, Set<String>> ids = new EnumMap<>(KeyUse.class);
    Arrays.stream(KeyUse.values())
        .forEach(
            use ->
                ids.put(
                    use,
                    running.stream()
                        .flatMap(node -> ring(use, node).ids().stream())
                        .collect(Collectors.toSet())));
    return ids;
  }

  private static KeyIds ring(KeyUse use, Node node) {
    return switch (use) {
      case TRANSFER -> node.transfer();
      case FLOW -> node.flow();
    };
  }

  private StoreException unknownHere(KeyUse use, String id) {
    String ring = use.name().toLowerCase(Locale.ROOT);
    if (reported.tryAcquire()) {
      LOG.warn(
          "This node does not have {} key {}, which another node has; requests that need it are refused with 503."
              + " Add the key to cloud-aggregator.keys.{} of this node.",
          ring,
          id,
          ring);
    }
    return new StoreException(
        new StoreFault(
            StoreFault.Kind.UNAVAILABLE,
            "UnknownKey",
            null,
            "this node does not have " + ring + " key " + id,
            null),
        null);
  }
}
