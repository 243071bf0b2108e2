package com.cloudaggregator.bootstrap.jobs;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.keys.KeyRings;
import com.cloudaggregator.application.keys.NodeRings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Reports every 10 seconds that this node is running, with the ids of its keys: first before it
 * accepts requests, and for the last time after it has stopped accepting them. It is not a {@link
 * Job}, since every node reports for itself.
 */
final class NodeHeartbeat implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(NodeHeartbeat.class);

  /** Several reports may fail before a node no longer counts as running. */
  private static final Duration INTERVAL = NodeRings.RUNNING.dividedBy(6);

  private final NodeRings nodes;
  private final KeyRings rings;
  private final UUID node;
  private final String name = ManagementFactory.getRuntimeMXBean().getName();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("node-heartbeat").factory());
  private volatile boolean running;

  NodeHeartbeat(NodeRings nodes, KeyRings rings, UUID node) {
    this.nodes = nodes;
    this.rings = rings;
    this.node = node;
  }

  @Override
  public void start() {
    running = true;
    report();
    thread.scheduleWithFixedDelay(
        this::report, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void report() {
    attempt(() -> nodes.report(node, name, rings.vault(), rings.transfer(), rings.flow()));
  }

  /** The store logs its own outages. */
  private static void attempt(Runnable call) {
    try {
      call.run();
    } catch (StoreException away) {
      LOG.debug("The node could not report: {}", away.getMessage());
    }
  }

  /** Waits for a report that is under way, which would bring the node back. */
  @Override
  public void stop() {
    running = false;
    thread.shutdown();
    try {
      if (thread.awaitTermination(5, TimeUnit.SECONDS)) {
        attempt(() -> nodes.leave(node));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Started before the web server, and stopped after it. */
  @Override
  public int getPhase() {
    return 0;
  }
}
