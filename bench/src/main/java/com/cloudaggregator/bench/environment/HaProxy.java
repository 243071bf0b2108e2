package com.cloudaggregator.bench.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** HAProxy in front of the nodes. */
public final class HaProxy {
  private static final String COMMON =
      """
      global
          maxconn 2000
      defaults
          mode http
          balance roundrobin
          option httpchk GET /actuator/health/readiness
          timeout connect 2s
          timeout client 60s
          timeout server 60s
          default-server check inter 2s
      """;

  private HaProxy() {}

  public static Server start(Path executable, Path directory, List<Front> fronts)
      throws IOException, InterruptedException {
    String sections = fronts.stream().map(HaProxy::section).collect(Collectors.joining());
    Path configuration = Files.writeString(directory.resolve("haproxy.cfg"), COMMON + sections);
    var builder =
        new ProcessBuilder(executable.toString(), "-db", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("haproxy.log").toFile());
    int port = fronts.getFirst().port();
    return Server.start("HAProxy", builder, port, port, "/login");
  }

  private static String section(Front front) {
    return "listen port%d\n    bind 127.0.0.1:%1$d\n".formatted(front.port())
        + front.nodes().stream()
            .map(
                node ->
                    "    server %s 127.0.0.1:%d check port %d\n"
                        .formatted(node.name(), node.port(), node.readyPort()))
            .collect(Collectors.joining());
  }
}
