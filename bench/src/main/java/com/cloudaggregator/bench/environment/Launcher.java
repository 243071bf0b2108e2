package com.cloudaggregator.bench.environment;

import com.cloudaggregator.bench.protocol.Texts;
import com.cloudaggregator.bench.provider.Provider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Starts the program and the bare server, each as a process of its own. */
public final class Launcher {
  public static final String BARE = "bare JDK";

  private final Path directory;
  private final String starter;
  private final String heap;
  private final int providerPort;

  /** Of this run: each node must open what another one has sealed. */
  private final Map<String, String> keys =
      Map.of("vault", newKey(), "transfer", newKey(), "flow", newKey());

  /**
   * @param directory of the logs and the unpacked program
   * @param starter the script that starts the program
   * @param heap -Xmx of each process
   */
  public Launcher(Path directory, String starter, String heap, int providerPort) {
    this.directory = directory;
    this.starter = starter;
    this.heap = heap;
    this.providerPort = providerPort;
  }

  /** The program with the production jar, as {@code deploy/start} runs it. */
  public Server program(String name, String databaseUrl) throws IOException, InterruptedException {
    int port = Server.freePort();
    return program(name, databaseUrl, port, port, Map.of());
  }

  /** The same, for the training of the AOT cache: it is written when the program ends. */
  public Server training(String name, String databaseUrl) throws IOException, InterruptedException {
    int port = Server.freePort();
    return program(name, databaseUrl, port, port, Map.of("TRAIN", "1"));
  }

  /**
   * A node behind a proxy.
   *
   * @param publicPort of the proxy
   */
  public Server node(String name, String databaseUrl, int publicPort)
      throws IOException, InterruptedException {
    return program(name, databaseUrl, Server.freePort(), publicPort, Map.of());
  }

  private Server program(
      String name, String databaseUrl, int port, int publicPort, Map<String, String> environment)
      throws IOException, InterruptedException {
    int management = Server.freePort();
    List<String> command = new ArrayList<>(List.of("bash", starter));
    command.add("--server.port=" + port);
    command.add("--management.server.port=" + management);
    command.add("--cloud-aggregator.public-url=http://localhost:" + publicPort);
    command.addAll(settings());
    command.addAll(database(databaseUrl));
    command.addAll(provider());
    var builder = builder(name, command);
    builder.environment().put("CACHE_DIRECTORY", directory.resolve("unpacked").toString());
    builder.environment().put("JDK_JAVA_OPTIONS", "-Xmx" + heap);
    builder.environment().putAll(environment);
    return Server.start(name, builder, port, management, "/actuator/health/readiness");
  }

  public Server bare(String databaseUrl) throws IOException, InterruptedException {
    int port = Server.freePort();
    var builder =
        builder(
            BARE,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx" + heap,
                "-jar",
                System.getProperty("java.class.path"),
                "bare-server",
                String.valueOf(port),
                String.valueOf(providerPort),
                databaseUrl));
    return Server.start(BARE, builder, port, port, "/");
  }

  private List<String> settings() {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--cloud-aggregator.allow-insecure-loopback=true",
                "--cloud-aggregator.users.mode=hs256",
                "--cloud-aggregator.users.secret=" + Texts.USERS_SECRET,
                "--cloud-aggregator.limits.starts-per-minute=10000",
                "--cloud-aggregator.limits.live-offers=1000",
                "--cloud-aggregator.limits.access-tokens-per-minute=1000000",
                "--cloud-aggregator.transfer.max-per-account=1000"));
    for (String ring : List.of("vault", "transfer", "flow")) {
      settings.add("--cloud-aggregator.keys." + ring + "=k1:" + keys.get(ring));
    }
    return settings;
  }

  private static List<String> database(String url) {
    return List.of(
        "--spring.datasource.url=" + url,
        "--spring.datasource.username=" + Postgres.APP,
        "--spring.datasource.password=" + Postgres.PASSWORD,
        "--spring.liquibase.user=" + Postgres.OWNER,
        "--spring.liquibase.password=" + Postgres.PASSWORD);
  }

  /** Google's entry, with the addresses of the stand-in: the ID token identifies the account. */
  private List<String> provider() {
    String entry = "--cloud-aggregator.providers.googledrive.";
    String base = Provider.issuer(providerPort);
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

  private ProcessBuilder builder(String name, List<String> command) {
    Path log = directory.resolve(name.replace(' ', '-') + ".log");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }
}
