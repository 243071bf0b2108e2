package com.cloudaggregator.oauth.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A local provider that answers as configured and records the calls. */
public final class MisbehavingProvider implements AutoCloseable {
  private final Map<String, HttpHandler> replies = new ConcurrentHashMap<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  public record Call(String method, String path, Map<String, List<String>> headers, String body) {}

  public MisbehavingProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          calls.add(
              new Call(
                  exchange.getRequestMethod(),
                  path,
                  Map.copyOf(exchange.getRequestHeaders()),
                  body));
          try (exchange) {
            replies.getOrDefault(path, status(404)).handle(exchange);
          }
        });
    server.start();
  }

  public URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  public void on(String path, HttpHandler reply) {
    replies.put(path, reply);
  }

  public List<Call> calls(String path) {
    return calls.stream().filter(call -> call.path().equals(path)).toList();
  }

  public List<Call> calls() {
    return List.copyOf(calls);
  }

  public static HttpHandler json(String body) {
    return reply(200, Map.of("Content-Type", "application/json; charset=utf-8"), body);
  }

  public static HttpHandler status(int status) {
    return reply(status, Map.of("Content-Type", "application/json"), "{\"error\":\"as_told\"}");
  }

  public static HttpHandler reply(int status, Map<String, String> headers, String body) {
    return exchange -> {
      headers.forEach(exchange.getResponseHeaders()::set);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Accepts the request and never answers. */
  public HttpHandler hanging() {
    return exchange -> untilClosed();
  }

  /** Sends a byte every 20 ms without end, so that no single read takes long. */
  public HttpHandler dripping() {
    return exchange -> {
      begin(exchange);
      while (!closedWithin(20)) {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
      }
    };
  }

  /** Sends up to this number of bytes. */
  public HttpHandler flooding(int bytes) {
    return exchange -> {
      begin(exchange);
      byte[] chunk = " ".repeat(8192).getBytes(StandardCharsets.UTF_8);
      for (int sent = 0; sent < bytes; sent += chunk.length) {
        exchange.getResponseBody().write(chunk);
      }
    };
  }

  /** Closes the connection in the middle of an answer. */
  public static HttpHandler breakingOff() {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
    };
  }

  private static void begin(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
  }

  private void untilClosed() {
    while (!closedWithin(60_000)) {
      continue;
    }
  }

  private boolean closedWithin(long milliseconds) {
    try {
      return closed.await(milliseconds, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
