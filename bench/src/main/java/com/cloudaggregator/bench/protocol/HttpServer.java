package com.cloudaggregator.bench.protocol;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server on plain sockets, with one thread for each connection. */
public final class HttpServer implements AutoCloseable {
  private final ServerSocket server;
  private final Handler handler;

  /** Answers one request. */
  public interface Handler {
    Response answer(Http.Message request) throws Exception;
  }

  /**
   * @param headers each with its line end
   */
  public record Response(String status, String headers, String body) {
    public static Response json(String body) {
      return new Response("200 OK", "Content-Type: application/json\r\n", body);
    }
  }

  public HttpServer(int port, Handler handler) throws IOException {
    this.server = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
    this.handler = handler;
    start(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Socket client) {
    try (Http http = new Http(client)) {
      for (Http.Message request = http.read(); request != null; request = http.read()) {
        Response response;
        try {
          response = handler.answer(request);
        } catch (Exception e) {
          response = new Response("500 Internal Server Error", "", String.valueOf(e));
        }
        http.write("HTTP/1.1 " + response.status() + "\r\n" + response.headers(), response.body());
      }
    } catch (IOException closed) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
