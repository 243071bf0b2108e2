package com.cloudaggregator.bench.provider;

import com.cloudaggregator.bench.protocol.Http;
import com.cloudaggregator.bench.protocol.HttpServer;
import com.cloudaggregator.bench.protocol.HttpServer.Response;
import com.cloudaggregator.bench.protocol.Texts;
import java.io.IOException;

/**
 * A provider that answers as fast as it can. A code names the account and the nonce of the
 * authorization request, so nothing is stored.
 */
public final class Provider implements AutoCloseable {
  public static final String CLIENT = "bench-client";
  public static final String SECRET = "the-benchmarks-own-client-secret";

  private static final String SCOPES =
      "openid email https://www.googleapis.com/auth/drive.readonly";

  private final IdTokenKey key = new IdTokenKey();
  private final HttpServer server;

  public Provider() throws IOException {
    server = new HttpServer(0, this::answer);
  }

  public int port() {
    return server.port();
  }

  public static String issuer(int port) {
    return "http://localhost:" + port;
  }

  /** The code that this provider redirects with after the consent to this account. */
  public static String code(String account, String nonce) {
    return account + "." + nonce;
  }

  private Response answer(Http.Message request) {
    return switch (request.request()) {
      case "POST /token" -> Response.json(token(Texts.parameter(request.body(), "code")));
      case "GET /jwks" -> Response.json(key.keySet());
      case "POST /revoke" -> Response.json("{}");
      default -> new Response("404 Not Found", "", "");
    };
  }

  private String token(String code) {
    int dot = code.indexOf('.');
    String account = code.substring(0, dot);
    long now = System.currentTimeMillis() / 1000;
    String idToken =
        key.sign(
            "{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"%s\",\"email\":\"%s@drive.example\",\"nonce\":\"%s\",\"iat\":%d,\"exp\":%d}"
                .formatted(
                    issuer(port()),
                    CLIENT,
                    account,
                    account,
                    code.substring(dot + 1),
                    now,
                    now + 3600));
    return "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":3600,\"refresh_token\":\"%s\",\"scope\":\"%s\",\"id_token\":\"%s\"}"
        .formatted(
            Texts.encode(Texts.random(120)), Texts.encode(Texts.random(60)), SCOPES, idToken);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
