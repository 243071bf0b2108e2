package com.cloudaggregator.persistence;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A TCP proxy that can lose connections the way a network does: both sides stay open, and nothing
 * that is sent arrives. Connections that are opened later work.
 */
public final class SwallowingProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final AtomicInteger generation = new AtomicInteger();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Supplier<OutputStream> requests;
  private final Supplier<OutputStream> answers;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  SwallowingProxy(int target) throws IOException {
    this(target, OutputStream::nullOutputStream);
  }

  /**
   * @param requests one for each connection; it gets what the client sends, before the server
   */
  SwallowingProxy(int target, Supplier<OutputStream> requests) throws IOException {
    this(target, requests, OutputStream::nullOutputStream);
  }

  /**
   * @param requests one for each connection; it gets what the client sends, before the server
   * @param answers one for each connection; it gets what the server sends, before the client
   */
  public SwallowingProxy(
      int target, Supplier<OutputStream> requests, Supplier<OutputStream> answers)
      throws IOException {
    this.target = target;
    this.requests = requests;
    this.answers = answers;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Loses every connection that is open now. */
  void swallow() {
    generation.incrementAndGet();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket backend = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(backend);
        int born = generation.get();
        OutputStream request = requests.get();
        OutputStream answer = answers.get();
        threads.execute(() -> pump(client, backend, born, request));
        threads.execute(() -> pump(backend, client, born, answer));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void pump(Socket from, Socket to, int born, OutputStream listener) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (born == generation.get()) {
          listener.write(buffer, 0, read);
          out.write(buffer, 0, read);
        }
      }
      if (born == generation.get()) {
        to.close();
      }
    } catch (IOException closed) {
      sockets.remove(from);
    }
  }

  /** Closes every connection that is open now, so that a caller who waits gets an error. */
  void closeConnections() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException closedAlready) {
        continue;
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    closeConnections();
    threads.close();
  }
}
