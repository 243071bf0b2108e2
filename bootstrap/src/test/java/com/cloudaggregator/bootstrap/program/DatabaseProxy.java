package com.cloudaggregator.bootstrap.program;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
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
 * A proxy between the program and PostgreSQL that cuts a connection before a chosen message of the
 * protocol (PostgreSQL, "Message Formats"). The client sees a closed connection; the server works
 * on what it has received, and sees the end after that. The messages of connections that are being
 * opened are not counted.
 */
final class DatabaseProxy implements AutoCloseable {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private int remaining;
  private @Nullable String cut;

  DatabaseProxy(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Cuts one connection before this message, counted from now over all open connections. */
  synchronized void cutBefore(int message) {
    remaining = message;
    cut = null;
  }

  /** Cuts nothing from now on. The message before which a connection was cut, if one was. */
  synchronized Optional<String> stop() {
    remaining = 0;
    return Optional.ofNullable(cut);
  }

  private synchronized boolean isCut(char from, int type) {
    if (remaining == 0 || --remaining > 0) {
      return false;
    }
    cut = from + ":" + (char) type;
    return true;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket backend = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setTcpNoDelay(true);
        backend.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(backend);
        Link link = new Link(client, backend);
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
          if (open && isCut('F', type)) {
            end();
            return;
          }
          out.write(message(type, length, body));
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
            if (open && isCut('B', type)) {
              return;
            }
            out.write(message(type, length, body));
            open |= type == 'Z';
          }
        } finally {
          end();
          in.transferTo(OutputStream.nullOutputStream());
        }
      } catch (IOException closed) {
        end();
      }
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
