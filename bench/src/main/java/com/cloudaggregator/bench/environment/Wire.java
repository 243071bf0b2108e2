package com.cloudaggregator.bench.environment;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A proxy in front of PostgreSQL that counts round trips in what clients send: every {@code Sync}
 * and every {@code Query} waits for the server, except a BEGIN that is sent together with the next
 * statement (<a href="https://www.postgresql.org/docs/18/protocol-message-formats.html">PostgreSQL,
 * "Message Formats"</a>).
 */
public final class Wire implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int target;
  private final LongAdder trips = new LongAdder();

  public Wire(int target) throws IOException {
    this.target = target;
    start(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  public long trips() {
    return trips.sum();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket backend = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setTcpNoDelay(true);
        backend.setTcpNoDelay(true);
        Messages messages = new Messages();
        start(() -> pump(client, backend, messages));
        start(() -> pump(backend, client, null));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void pump(Socket from, Socket to, @Nullable Messages messages) {
    byte[] buffer = new byte[16_384];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (messages != null) {
          messages.read(buffer, read);
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException closed) {
      return;
    }
  }

  /** What one client sends. */
  private final class Messages {
    private ByteBuffer unread = ByteBuffer.allocate(0);
    private boolean started;

    void read(byte[] bytes, int length) {
      unread =
          ByteBuffer.allocate(unread.remaining() + length).put(unread).put(bytes, 0, length).flip();
      while (isWhole()) {
        char type = started ? (char) unread.get() : 0;
        int begin = unread.position();
        int end = begin + unread.getInt(begin);
        if (type == 0) {
          // The start-up packet of protocol 3; a request for encryption may come before it.
          started = unread.getShort(begin + 4) == 3;
        } else if (type == 'S' || type == 'Q' && !isBegin(begin + 4)) {
          trips.increment();
        }
        unread.position(end);
      }
    }

    private boolean isWhole() {
      int type = started ? 1 : 0;
      return unread.remaining() >= type + Integer.BYTES
          && unread.remaining() >= type + unread.getInt(unread.position() + type);
    }

    private boolean isBegin(int at) {
      return unread.get(at) == 'B' && unread.get(at + 1) == 'E' && unread.get(at + 5) == 0;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
