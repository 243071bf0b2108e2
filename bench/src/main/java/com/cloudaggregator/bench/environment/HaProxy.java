package com.cloudaggregator.bench.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** HAProxy in front of the first node, the first two, and so on, each on a port of its own. */
public final class HaProxy {
  /** As {@code docs/scaling.md} shows it for one port. */
  private static final String COMMON =
      """
      global
          maxconn 2000
      defaults
          mode http
          option http-keep-alive
          option httpchk GET /actuator/health/readiness
          balance roundrobin
          timeout connect 2s
          timeout client 60s
          timeout server 30s
          timeout queue 2s
          default-server check inter 2s fall 2 rise 1 maxconn 200
      """;

  private HaProxy() {}

  /** Where Debian and others install it; empty if it is not installed. */
  public static Optional<Path> find() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")).map(Path::of),
            Stream.of(Path.of("/usr/sbin"), Path.of("/usr/local/sbin")))
        .map(directory -> directory.resolve("haproxy"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * @param ports for each number of nodes the port in front of them
   */
  public static Server start(
      Path executable, Path directory, List<Server> nodes, Map<Integer, Integer> ports)
      throws IOException, InterruptedException {
    String sections =
        ports.entrySet().stream()
            .map(entry -> section(entry.getValue(), nodes.subList(0, entry.getKey())))
            .collect(Collectors.joining());
    Path configuration = Files.writeString(directory.resolve("haproxy.cfg"), COMMON + sections);
    var builder =
        new ProcessBuilder(executable.toString(), "-db", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("haproxy.log").toFile());
    int port = ports.values().iterator().next();
    return Server.start("HAProxy", builder, port, port, "/login");
  }

  private static String section(int port, List<Server> nodes) {
    return "listen nodes_%d\n    bind 127.0.0.1:%d\n".formatted(nodes.size(), port)
        + nodes.stream()
            .map(
                node ->
                    "    server %s 127.0.0.1:%d check port %d\n"
                        .formatted(node.name(), node.port(), node.readyPort()))
            .collect(Collectors.joining());
  }
}
