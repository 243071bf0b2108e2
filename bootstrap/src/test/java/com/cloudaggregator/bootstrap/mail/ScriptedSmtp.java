package com.cloudaggregator.bootstrap.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * A mail server that answers each command as the test requires; an empty answer ends the
 * connection.
 */
final class ScriptedSmtp implements AutoCloseable {
  /** The command whose answer never comes. */
  static final String SILENCE = "silence";

  private final ServerSocket socket;
  private final Map<String, String> answers;

  /**
   * @param answers by the command, or {@code .} for the end of the text; 250 for others
   */
  ScriptedSmtp(Map<String, String> answers) throws IOException {
    this.answers = answers;
    socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::serve);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    try {
      while (true) {
        try (Socket client = socket.accept()) {
          talk(client);
        }
      }
    } catch (IOException closed) {
      // The test has ended.
    }
  }

  private void talk(Socket client) throws IOException {
    var in =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
    say(client, "220 ready");
    boolean text = false;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (text && !line.equals(".")) {
        continue;
      }
      String command = line.split("[ :]", -1)[0].toUpperCase(Locale.ROOT);
      text = false;
      String answer = answers.getOrDefault(command, command.equals("DATA") ? "354 go" : "250 ok");
      if (answer.isEmpty()) {
        return;
      }
      if (!answer.equals(SILENCE)) {
        say(client, answer);
      }
      text = command.equals("DATA") && answer.startsWith("354");
    }
  }

  private static void say(Socket client, String line) throws IOException {
    client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    client.getOutputStream().flush();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
