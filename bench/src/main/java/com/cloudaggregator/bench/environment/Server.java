package com.cloudaggregator.bench.environment;

import com.cloudaggregator.bench.protocol.Http;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A process that answers HTTP.
 *
 * @param readyPort where it says that it is ready
 * @param startToReady from the start of the process to the first answer
 */
public record Server(String name, Process process, int port, int readyPort, Duration startToReady)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Starts it, and returns when it is ready. */
  static Server start(
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
    return new Server(name, process, port, readyPort, Duration.between(begun, Instant.now()));
  }

  private static boolean isReady(int port, String path) {
    try (Http http = Http.connect(port)) {
      Http.Message answer = http.exchange("GET", path, "", "");
      return answer.status() != 503;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** A port that nothing listens on. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** This process alone. */
  public Target target() {
    return new Target(name, port, List.of(process.pid()));
  }

  public String readySeconds() {
    return String.format(Locale.ROOT, "%.1f", startToReady.toMillis() / 1000.0);
  }

  public long residentMegabytes() {
    return Processes.residentMegabytes(process.pid());
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      // A training run writes the AOT cache at its end.
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
