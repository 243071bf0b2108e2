package com.cloudaggregator.bench.protocol;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One HTTP/1.1 connection that is kept alive: just enough of RFC 9112 for both ends of it. */
public final class Http implements AutoCloseable {
  private static final int BUFFER = 16_384;

  private Socket socket;
  private InputStream in;
  private OutputStream out;

  /**
   * A request or a response.
   *
   * @param head from the first line to the last header
   */
  public record Message(String head, String body) {
    public int status() {
      return Integer.parseInt(head.substring(9, 12));
    }

    /** Method and target of a request. */
    public String request() {
      return head.substring(0, head.indexOf(" HTTP/"));
    }

    /** The first header of this name, or an empty text. */
    public String header(String name) {
      String lower = head.toLowerCase(Locale.ROOT);
      int at = lower.indexOf("\r\n" + name.toLowerCase(Locale.ROOT) + ":");
      if (at < 0) {
        return "";
      }
      int from = at + name.length() + 3;
      int end = head.indexOf("\r\n", from);
      return head.substring(from, end < 0 ? head.length() : end).trim();
    }
  }

  Http(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    out = socket.getOutputStream();
  }

  public static Http connect(int port) throws IOException {
    return new Http(open(port));
  }

  private static Socket open(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    return socket;
  }

  /**
   * Sends a request and waits for the response. Opens another connection for the next request if
   * the server closes this one, as Tomcat does after a number of requests.
   */
  public Message exchange(String method, String target, String headers, String body)
      throws IOException {
    write(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers, body);
    Message response = read();
    if (response == null) {
      throw new EOFException("The server closed the connection");
    }
    if (response.header("Connection").equals("close")) {
      socket.close();
      socket = open(socket.getPort());
      in = new BufferedInputStream(socket.getInputStream(), BUFFER);
      out = socket.getOutputStream();
      socket.setTcpNoDelay(true);
    }
    return response;
  }

  /**
   * @param head first line and headers, each with its line end
   */
  void write(String head, String body) throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    byte[] start =
        (head + "Content-Length: " + content.length + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[start.length + content.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(content, 0, all, start.length, content.length);
    out.write(all);
    out.flush();
  }

  /** The next message; null if the other side has closed the connection. */
  @Nullable Message read() throws IOException {
    var head = new StringBuilder(512);
    for (String line = line(); line == null || !line.isEmpty(); line = line()) {
      if (line == null) {
        return null;
      }
      head.append(line).append("\r\n");
    }
    Message message = new Message(head.toString(), "");
    String length = message.header("Content-Length");
    if (!length.isEmpty()) {
      byte[] body = in.readNBytes(Integer.parseInt(length));
      return new Message(message.head(), new String(body, StandardCharsets.UTF_8));
    }
    if (message.header("Transfer-Encoding").equals("chunked")) {
      return new Message(message.head(), chunks());
    }
    return message;
  }

  private String chunks() throws IOException {
    var body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body.write(in.readNBytes(size));
      line();
    }
    line();
    return body.toString(StandardCharsets.UTF_8);
  }

  private int chunkSize() throws IOException {
    String line = line();
    return line == null ? 0 : Integer.parseInt(line, 16);
  }

  private @Nullable String line() throws IOException {
    var line = new StringBuilder(80);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return null;
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
