package com.cloudaggregator.bootstrap.program;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A proxy between the program and PostgreSQL with a {@link Fault} before a chosen message of the
 * protocol (PostgreSQL, "Message Formats"). When a connection is cut, the client sees a closed
 * connection; the server works on what it has received, and sees the end after that. The messages
 * of connections that are being opened are not counted, nor are those of an empty query: the pool
 * sends one if a connection was not used for a while.
 */
final class DatabaseProxy implements AutoCloseable {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;

  private volatile ServerSocket server;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean silent;
  private Fault fault = Fault.CUT;
  private Runnable then = () -> {};
  private int remaining;
  private @Nullable String cut;

  /** What happens before the chosen message. */
  enum Fault {
    /** Its connection is cut. */
    CUT,
    /** All connections are cut; new ones are accepted. */
    CUT_ALL,
    /** All connections are cut, and new ones are refused until {@link #stop}. */
    REFUSE,
    /** Nothing is forwarded until {@link #stop}; the connections of that time are lost. */
    SWALLOW
  }

  DatabaseProxy(int target) throws IOException {
    this.target = target;
    this.server = listen(0);
  }

  private ServerSocket listen(int port) throws IOException {
    ServerSocket listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    threads.execute(() -> accept(listening));
    return listening;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Cuts one connection before this message, counted from now over all open connections. */
  void cutBefore(int message) {
    failBefore(message, Fault.CUT, () -> {});
  }

  /**
   * @param then done at that moment, before a connection is cut
   */
  synchronized void failBefore(int message, Fault fault, Runnable then) {
    this.fault = fault;
    this.then = then;
    remaining = message;
    cut = null;
  }

  /** Ends the fault. The message before which it happened, if it did. */
  synchronized Optional<String> stop() {
    remaining = 0;
    if (silent) {
      links.forEach(Link::end);
      silent = false;
    }
    if (server.isClosed()) {
      try {
        server = listen(port());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Optional.ofNullable(cut);
  }

  /** Whether the connection of this message is cut. */
  private synchronized boolean isCut(char from, int type) throws IOException {
    if (remaining == 0 || --remaining > 0) {
      return false;
    }
    cut = from + ":" + (char) type;
    then.run();
    switch (fault) {
      case CUT -> {}
      case CUT_ALL -> links.forEach(Link::end);
      case REFUSE -> {
        server.close();
        links.forEach(Link::end);
      }
      case SWALLOW -> silent = true;
    }
    return fault != Fault.SWALLOW;
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket backend = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setTcpNoDelay(true);
        backend.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(backend);
        Link link = new Link(client, backend);
        links.add(link);
        threads.execute(link::toServer);
        threads.execute(link::toClient);
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** One connection. */
  private final class Link {
    private final Socket client;
    private final Socket backend;

    /** The answer to a request for encryption is one byte. */
    private volatile boolean oneByte;

    /** Since the first ReadyForQuery. */
    private volatile boolean open;

    /** From an empty query until the next ReadyForQuery. */
    private volatile boolean validating;

    Link(Socket client, Socket backend) {
      this.client = client;
      this.backend = backend;
    }

    void toServer() {
      try {
        DataInputStream in = new DataInputStream(client.getInputStream());
        DataOutputStream out = new DataOutputStream(backend.getOutputStream());
        boolean started = false;
        while (true) {
          int type = started ? in.readUnsignedByte() : -1;
          int length = in.readInt();
          byte[] body = in.readNBytes(length - Integer.BYTES);
          if (!started) {
            int code = ByteBuffer.wrap(body).getInt();
            oneByte = code == SSL_REQUEST || code == GSS_REQUEST;
            started = !oneByte;
          }
          validating |= type == 'P' && isEmptyQuery(body);
          if (isCounted() && isCut('F', type)) {
            end();
            return;
          }
          if (!silent) {
            out.write(message(type, length, body));
          }
        }
      } catch (IOException closed) {
        end();
      }
    }

    void toClient() {
      try {
        DataInputStream in = new DataInputStream(backend.getInputStream());
        OutputStream out = client.getOutputStream();
        try {
          while (true) {
            int type = in.readUnsignedByte();
            if (oneByte) {
              oneByte = false;
              out.write(type);
              continue;
            }
            int length = in.readInt();
            byte[] body = in.readNBytes(length - Integer.BYTES);
            if (isCounted() && isCut('B', type)) {
              return;
            }
            if (silent) {
              continue;
            }
            out.write(message(type, length, body));
            if (type == 'Z') {
              open = true;
              validating = false;
            }
          }
        } finally {
          end();
          in.transferTo(OutputStream.nullOutputStream());
        }
      } catch (IOException closed) {
        end();
      }
    }

    private boolean isCounted() {
      return open && !validating;
    }

    /** Parse: the name of the statement, the query, both ended by a zero, and its parameters. */
    private static boolean isEmptyQuery(byte[] parse) {
      int query = 0;
      while (parse[query] != 0) {
        query++;
      }
      return parse[query + 1] == 0;
    }

    private static byte[] message(int type, int length, byte[] body) {
      ByteBuffer bytes = ByteBuffer.allocate(length + 1);
      if (type >= 0) {
        bytes.put((byte) type);
      }
      bytes.putInt(length).put(body);
      return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** The server has everything that was sent to it, and may still work on it. */
    private void end() {
      links.remove(this);
      try {
        client.close();
        backend.shutdownOutput();
      } catch (IOException closedAlready) {
        sockets.remove(client);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.close();
  }
}
