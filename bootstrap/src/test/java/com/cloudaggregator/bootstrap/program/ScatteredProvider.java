package com.cloudaggregator.bootstrap.program;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A provider on three origins: the issuer, the authorization endpoint that its metadata names, and
 * the sign-in page to which that endpoint redirects. Its end-session endpoint, for a sign-out,
 * redirects to the third origin as well.
 */
public final class ScatteredProvider implements AutoCloseable {
  public static final String CLIENT = ForeignProvider.CLIENT;

  private final ForeignProvider issuer = new ForeignProvider(true);
  private final HttpServer pages = start(this::page);
  private final HttpServer endpoints = start(this::redirectToPages);

  public ScatteredProvider() {
    issuer.authorizesAt(base(endpoints) + "/authorize");
  }

  public String issuer() {
    return issuer.base();
  }

  public String secret() {
    return issuer.secret();
  }

  /** The origin of the sign-in page. */
  public String pages() {
    return base(pages);
  }

  public String endSession() {
    return base(endpoints) + "/end-session";
  }

  private void redirectToPages(HttpExchange exchange) throws IOException {
    redirect(exchange, pages() + exchange.getRequestURI());
  }

  /** A page with one button, which gives Ana's consent. */
  private void page(HttpExchange exchange) throws IOException {
    URI address = exchange.getRequestURI();
    if ("POST".equals(exchange.getRequestMethod())) {
      redirect(exchange, issuer.allow(address, "ana").toString());
      return;
    }
    byte[] html =
        (address.getPath().equals("/end-session")
                ? "<!DOCTYPE html><title>Goodbye</title><h1 id=goodbye>Goodbye</h1>"
                : "<!DOCTYPE html><title>Sign in</title><form method=post><button id=allow>Allow</button></form>")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/html;charset=UTF-8");
    exchange.sendResponseHeaders(200, html.length);
    exchange.getResponseBody().write(html);
    exchange.close();
  }

  private static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().add("Location", location);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private static HttpServer start(HttpHandler handler) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", handler);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String base(HttpServer server) {
    return "http://localhost:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    issuer.close();
    pages.stop(0);
    endpoints.stop(0);
  }
}
