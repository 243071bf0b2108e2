package com.cloudaggregator.application.keys;

import com.cloudaggregator.application.keys.KeyRings.KeyIds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Which nodes are running, and which keys each of them was started with. Only the ids of keys are
 * stored. Each call is one statement; times are measured by the database clock.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}; it has changed
 * nothing then.
 */
public interface NodeRings {
  /** A node counts as running for this long after its last report. */
  Duration RUNNING = Duration.ofSeconds(60);

  /**
   * A node with the rings of its last report.
   *
   * @param name for people: process id and host
   */
  record Node(UUID id, String name, KeyIds vault, KeyIds transfer, KeyIds flow, Instant seenAt) {}

  /** Reports that this node is running, and forgets nodes that have been silent for long. */
  void report(UUID node, String name, KeyIds vault, KeyIds transfer, KeyIds flow);

  /** Reports that this node has stopped. */
  void leave(UUID node);

  /** The running nodes, by name. */
  List<Node> listRunning();
}
