package com.cloudaggregator.application.keys;

import com.cloudaggregator.application.keys.KeyRings.KeyIds;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Nodes in memory. A node that never reported is not known. */
public final class InMemoryNodeRings implements NodeRings {
  private final Map<UUID, Node> nodes = new ConcurrentHashMap<>();
  private final Clock clock;

  public InMemoryNodeRings(Clock clock) {
    this.clock = clock;
  }

  /** Reports a node with these vault keys, and one key in each other ring. */
  public UUID report(String name, String... vault) {
    UUID id = UUID.randomUUID();
    KeyIds other = new KeyIds(List.of("t1"));
    nodes.put(
        id,
        new Node(
            id,
            name,
            new KeyIds(List.of(vault)),
            other,
            new KeyIds(List.of("f1")),
            clock.instant()));
    return id;
  }

  @Override
  public void report(UUID node, String name, KeyIds vault, KeyIds transfer, KeyIds flow) {
    nodes.put(node, new Node(node, name, vault, transfer, flow, clock.instant()));
  }

  @Override
  public void leave(UUID node) {
    nodes.remove(node);
  }

  @Override
  public List<Node> listRunning() {
    return nodes.values().stream()
        .filter(node -> node.seenAt().isAfter(clock.instant().minus(RUNNING)))
        .sorted(Comparator.comparing(Node::name).thenComparing(Node::id))
        .toList();
  }
}
