package com.cloudaggregator.bootstrap.program;

import static org.awaitility.Awaitility.await;

import com.cloudaggregator.persistence.InstalledProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Debian's nginx with one server block, run by the test's own user in a directory of the test. */
final class Nginx implements AutoCloseable {
  private final Process process;

  private Nginx(Process process) {
    this.process = process;
  }

  /**
   * @param block what stands inside {@code http}; it listens on this port of the loopback address
   * @throws IllegalStateException if nginx is not installed or does not take the block
   */
  static Nginx start(Path directory, String block, int port) {
    Path log = directory.resolve("nginx.out");
    try {
      Path configuration = directory.resolve("nginx.conf");
      Files.writeString(
          configuration,
          """
          # One process of this user; with a master, root's workers would run as another one.
          daemon off;
          master_process off;
          pid %1$s/nginx.pid;
          error_log %1$s/nginx-error.log;
          events {}
          http {
            client_body_temp_path %1$s/nginx-body;
            proxy_temp_path %1$s/nginx-proxy;
            fastcgi_temp_path %1$s/nginx-fastcgi;
            uwsgi_temp_path %1$s/nginx-uwsgi;
            scgi_temp_path %1$s/nginx-scgi;
          %2$s
          }
          """
              .formatted(directory, block));
      Process process =
          new ProcessBuilder(
                  InstalledProgram.require("nginx-light", "nginx").toString(),
                  "-p",
                  directory.toString(),
                  "-c",
                  configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      await().atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive() || listens(port));
      if (!process.isAlive()) {
        throw new IllegalStateException("nginx ended: " + Files.readString(log));
      }
      return new Nginx(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean listens(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
