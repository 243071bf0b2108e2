package com.cloudaggregator.bench.environment;

import java.util.List;

/** A port of HAProxy with the nodes behind it. */
public record Front(String name, int port, List<Server> nodes) {

  /** The nodes' processor time is counted, and HAProxy's is not. */
  public Target target() {
    return new Target(name, port, nodes.stream().map(node -> node.process().pid()).toList());
  }
}
