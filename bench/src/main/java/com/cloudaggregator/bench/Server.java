package com.cloudaggregator.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What is measured: the program or the bare server, as a process of its own.
 *
 * @param startToReady from the start of the process to the first answer
 */
record Server(String name, Process process, int port, Duration startToReady)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Of this run: a second start must open what the first has sealed. */
  private static final Map<String, String> KEYS =
      Map.of("vault", newKey(), "transfer", newKey(), "flow", newKey());

  /** The program with the production jar, as {@code deploy/start} runs it. */
  static Server program(Options options, Path directory, int databasePort, int providerPort)
      throws IOException, InterruptedException {
    int port = freePort();
    int management = freePort();
    var builder = builder(directory.resolve("program.log"), command(options, port, management));
    builder.command().addAll(database(databasePort));
    builder.command().addAll(provider(providerPort));
    builder.environment().put("CACHE_DIRECTORY", directory.resolve("unpacked").toString());
    builder.environment().put("JDK_JAVA_OPTIONS", "-Xmx" + options.heap());
    return start("program", builder, port, management, "/actuator/health/readiness");
  }

  static Server bare(Options options, Path directory, String databaseUrl, int providerPort)
      throws IOException, InterruptedException {
    int port = freePort();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var builder =
        builder(
            directory.resolve("bare.log"),
            List.of(
                java,
                "-XX:+UseSerialGC",
                "-Xmx" + options.heap(),
                "-jar",
                System.getProperty("java.class.path"),
                "bare-server",
                String.valueOf(port),
                String.valueOf(providerPort),
                databaseUrl));
    return start("bare JDK", builder, port, port, "/");
  }

  private static List<String> command(Options options, int port, int management) {
    List<String> command = new ArrayList<>(List.of("bash", options.starter()));
    command.add("--server.port=" + port);
    command.add("--management.server.port=" + management);
    command.add("--cloud-aggregator.public-url=http://localhost:" + port);
    command.add("--cloud-aggregator.allow-insecure-loopback=true");
    command.add("--cloud-aggregator.users.mode=hs256");
    command.add("--cloud-aggregator.users.secret=" + Texts.USERS_SECRET);
    command.add("--cloud-aggregator.limits.starts-per-minute=10000");
    command.add("--cloud-aggregator.limits.live-offers=1000");
    command.add("--cloud-aggregator.limits.access-tokens-per-minute=1000000");
    command.add("--cloud-aggregator.transfer.max-per-account=1000");
    for (String ring : List.of("vault", "transfer", "flow")) {
      command.add("--cloud-aggregator.keys." + ring + "=k1:" + KEYS.get(ring));
    }
    return command;
  }

  private static List<String> database(int port) {
    return List.of(
        "--spring.datasource.url=" + Postgres.url(port, "program"),
        "--spring.datasource.username=" + Postgres.APP,
        "--spring.datasource.password=" + Postgres.PASSWORD,
        "--spring.liquibase.user=" + Postgres.OWNER,
        "--spring.liquibase.password=" + Postgres.PASSWORD);
  }

  /** Google's entry, with the addresses of the stand-in: the ID token identifies the account. */
  private static List<String> provider(int port) {
    String entry = "--cloud-aggregator.providers.googledrive.";
    String base = Provider.issuer(port);
    return List.of(
        entry + "client-id=" + Provider.CLIENT,
        entry + "client-secret=" + Provider.SECRET,
        entry + "issuer=" + base,
        entry + "authorization-uri=" + base + "/authorize",
        entry + "token-uri=" + base + "/token",
        entry + "jwks-uri=" + base + "/jwks",
        entry + "revocation-uri=" + base + "/revoke",
        entry + "storage-uri=" + base + "/storage");
  }

  private static String newKey() {
    return Base64.getEncoder().encodeToString(Texts.random(32));
  }

  private static ProcessBuilder builder(Path log, List<String> command) {
    return new ProcessBuilder(new ArrayList<>(command))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  private static Server start(
      String name, ProcessBuilder builder, int port, int readyPort, String readyPath)
      throws IOException, InterruptedException {
    Instant begun = Instant.now();
    Process process = builder.start();
    while (!isReady(readyPort, readyPath)) {
      Duration waited = Duration.between(begun, Instant.now());
      if (!process.isAlive() || waited.compareTo(PATIENCE) > 0) {
        process.destroyForcibly();
        throw new IllegalStateException(
            name + " did not become ready; see its log beside the report");
      }
      Thread.sleep(10);
    }
    return new Server(name, process, port, Duration.between(begun, Instant.now()));
  }

  private static boolean isReady(int port, String path) {
    try (Http http = Http.connect(port)) {
      return http.exchange("GET", path, "", "").status() != 503;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  boolean isBare() {
    return name.startsWith("bare");
  }

  String readySeconds() {
    return String.format(Locale.ROOT, "%.1f", startToReady.toMillis() / 1000.0);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** An empty directory. */
  static Path emptied(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(directory);
  }
}
