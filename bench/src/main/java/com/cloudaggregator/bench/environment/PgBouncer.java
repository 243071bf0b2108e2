package com.cloudaggregator.bench.environment;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** PgBouncer in session mode. The program does not start behind one in transaction mode. */
public final class PgBouncer implements AutoCloseable {
  private final Process process;
  private final Path directory;
  private final int port;

  public PgBouncer(Path executable, int databasePort) throws IOException, InterruptedException {
    // It reads its files as another user, who may not enter the directory of the run.
    directory = Files.createTempDirectory("bench-pgbouncer");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    port = Server.freePort();
    Path users = directory.resolve("users.txt");
    Files.writeString(
        users,
        "\"%s\" \"%s\"\n\"%s\" \"%2$s\"\n"
            .formatted(Postgres.APP, Postgres.PASSWORD, Postgres.OWNER));
    Path configuration = directory.resolve("pgbouncer.ini");
    Files.writeString(
        configuration,
        """
        [databases]
        * = host=127.0.0.1 port=%d
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = trust
        auth_file = %s
        ignore_startup_parameters = extra_float_digits
        pool_mode = session
        default_pool_size = 50
        """
            .formatted(databasePort, port, users));
    List<String> command = new ArrayList<>(List.of(executable.toString()));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(configuration.toString());
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("pgbouncer.log").toFile())
            .start();
    while (!listens()) {
      if (!process.isAlive()) {
        throw new IllegalStateException("PgBouncer ended; see its log in " + directory);
      }
      Thread.sleep(10);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
