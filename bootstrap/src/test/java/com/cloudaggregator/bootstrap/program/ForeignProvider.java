package com.cloudaggregator.bootstrap.program;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A provider that the program knows by its configuration only. It has three variants: OpenID
 * Connect (metadata, ID token, basic client authentication, RFC 7009); plain OAuth 2 (its own
 * calls); and a variant of that for public clients, which rejects a client secret (with RFC 7009).
 * Refresh tokens can be used once.
 */
final class ForeignProvider implements AutoCloseable {
  static final String CLIENT = "our-client";

  private final HttpServer server;
  private final boolean openId;
  private final boolean publicClients;
  private final RSAKey key = newKey();
  private final AtomicInteger counter = new AtomicInteger();
  private final Map<String, Grant> codes = new ConcurrentHashMap<>();
  private final Map<String, Grant> refreshTokens = new ConcurrentHashMap<>();
  private final Map<String, Grant> accessTokens = new ConcurrentHashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private volatile String authorization;

  /** The consent of a user. */
  private record Grant(String account, Map<String, String> asked) {}

  ForeignProvider(boolean openId) {
    this(openId, false);
  }

  /** A provider at which the client has no secret. */
  static ForeignProvider ofPublicClients() {
    return new ForeignProvider(false, true);
  }

  private ForeignProvider(boolean openId, boolean publicClients) {
    this.openId = openId;
    this.publicClients = publicClients;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    authorization = base() + "/authorize";
    server.createContext("/", this::answer);
    server.start();
  }

  String secret() {
    return "our-client-secret-of-the-tests-at-" + (openId ? "acmedrive" : "plainbox");
  }

  String base() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Changes the authorization endpoint in the metadata. */
  void authorizesAt(String address) {
    authorization = address;
  }

  /** Gives consent with this account. Returns the address of the callback. */
  URI allow(URI authorization, String account) {
    Map<String, String> asked = form(authorization.getRawQuery());
    String code = "code-" + counter.incrementAndGet();
    codes.put(code, new Grant(account, asked));
    return URI.create(asked.get("redirect_uri") + "?code=" + code + "&state=" + asked.get("state"));
  }

  /** Method and path, in order. */
  List<String> calls() {
    return calls;
  }

  boolean takes(String accessToken) {
    return accessTokens.containsKey(accessToken);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Map<String, String> sent =
        form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    calls.add(exchange.getRequestMethod() + " " + path);
    switch ((openId ? "openid " : publicClients ? "public " : "plain ")
        + exchange.getRequestMethod()
        + " "
        + path) {
      case "openid GET /.well-known/openid-configuration" ->
          send(
              exchange,
              200,
              """
          {"issuer":"%1$s","authorization_endpoint":"%2$s","token_endpoint":"%1$s/token",
          "jwks_uri":"%1$s/jwks","userinfo_endpoint":"%1$s/never-asked"}"""
                  .formatted(base(), authorization));
      case "openid GET /jwks" -> send(exchange, 200, new JWKSet(key.toPublicJWK()).toString());
      case "openid POST /token", "plain POST /token", "public POST /token" -> token(exchange, sent);
      case "openid GET /v2/space" ->
          resource(exchange, "{\"space\":{\"spent\":\"12\",\"limit\":100}}");
      case "plain POST /api/space", "public POST /api/space" ->
          resource(exchange, "{\"result\":{\"bytes\":[5,50]}}");
      case "plain POST /api/whoami", "public POST /api/whoami" ->
          resource(
              exchange,
              "{\"result\":{\"user\":{\"uid\":\"%1$s\",\"mail\":\"%1$s@plainbox.example\"}}}");
      case "openid POST /revoke", "public POST /revoke" -> {
        if (isOurs(exchange, sent)) {
          end(refreshTokens.get(sent.getOrDefault("token", "")));
          send(exchange, 200, "{}");
        } else {
          send(exchange, 401, "{\"error\":\"invalid_client\"}");
        }
      }
      case "plain POST /api/forget" -> {
        Grant grant = accessTokens.get(bearer(exchange));
        end(grant);
        send(exchange, grant == null ? 401 : 200, "{}");
      }
      default -> send(exchange, 404, "{}");
    }
  }

  private void token(HttpExchange exchange, Map<String, String> sent) throws IOException {
    if (!isOurs(exchange, sent)) {
      send(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    Grant grant;
    if ("refresh_token".equals(sent.get("grant_type"))) {
      grant = refreshTokens.remove(sent.getOrDefault("refresh_token", ""));
    } else {
      grant = codes.remove(sent.getOrDefault("code", ""));
      if (grant != null
          && !s256(sent.getOrDefault("code_verifier", ""))
              .equals(grant.asked().get("code_challenge"))) {
        grant = null;
      }
    }
    if (grant == null) {
      send(exchange, 400, "{\"error\":\"invalid_grant\"}");
      return;
    }
    String access = "foreign-access-" + counter.incrementAndGet();
    String refresh = "foreign-refresh-" + counter.incrementAndGet();
    accessTokens.put(access, grant);
    refreshTokens.put(refresh, grant);
    String idToken =
        openId && "authorization_code".equals(sent.get("grant_type"))
            ? ",\"id_token\":\"" + idToken(grant) + "\""
            : "";
    send(
        exchange,
        200,
        """
        {"access_token":"%s","token_type":"bearer","expires_in":3600,"refresh_token":"%s"%s}"""
            .formatted(access, refresh, idToken));
  }

  /**
   * Whether the client is authenticated in the agreed way: by header, by form or, for a public
   * client, without a secret (RFC 6749, sections 2.3.1 and 3.2.1).
   */
  private boolean isOurs(HttpExchange exchange, Map<String, String> sent) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    String basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((CLIENT + ":" + secret()).getBytes(StandardCharsets.UTF_8));
    if (publicClients) {
      return header == null
          && CLIENT.equals(sent.get("client_id"))
          && !sent.containsKey("client_secret");
    }
    return openId
        ? basic.equals(header) && !sent.containsKey("client_secret")
        : header == null
            && CLIENT.equals(sent.get("client_id"))
            && secret().equals(sent.get("client_secret"));
  }

  private void resource(HttpExchange exchange, String body) throws IOException {
    Grant grant = accessTokens.get(bearer(exchange));
    if (grant == null) {
      send(exchange, 401, "{}");
    } else {
      send(exchange, 200, body.formatted(grant.account()));
    }
  }

  private void end(@Nullable Grant grant) {
    if (grant != null) {
      accessTokens.values().removeAll(Set.of(grant));
      refreshTokens.values().removeAll(Set.of(grant));
    }
  }

  private static String bearer(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    return header == null ? "" : header.replaceFirst("^Bearer ", "");
  }

  private String idToken(Grant grant) {
    try {
      Instant now = Instant.now();
      var jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
              new JWTClaimsSet.Builder()
                  .issuer(base())
                  .subject("s-" + grant.account())
                  .audience(CLIENT)
                  .claim("nonce", grant.asked().get("nonce"))
                  .claim(
                      "acme",
                      Map.of(
                          "account",
                          Map.of("id", grant.account(), "mail", grant.account() + "@acme.example")))
                  .issueTime(Date.from(now))
                  .expirationTime(Date.from(now.plusSeconds(300)))
                  .build());
      jwt.sign(new RSASSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyID("k1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String s256(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static Map<String, String> form(String text) {
    Map<String, String> form = new ConcurrentHashMap<>();
    for (String pair : text.split("&")) {
      String[] parts = pair.split("=", 2);
      form.put(
          URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
          parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
    }
    return form;
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
