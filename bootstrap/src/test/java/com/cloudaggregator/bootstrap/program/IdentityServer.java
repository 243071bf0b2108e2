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
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A host's OpenID provider that signs in the user set by the test, checks PKCE, and misbehaves on
 * demand.
 */
public final class IdentityServer implements AutoCloseable {
  public static final String CLIENT = "our-pages";
  public static final String SECRET = "the-pages-secret-at-the-tests-identity-provider";

  private final HttpServer server;
  private final RSAKey key = newKey();
  private final RSAKey foreign = newKey();
  private final Map<String, Map<String, String>> flows = new ConcurrentHashMap<>();
  private final List<String> issued = new CopyOnWriteArrayList<>();
  private final List<Map<String, String>> starts = new CopyOnWriteArrayList<>();
  private volatile UnaryOperator<JWTClaimsSet.Builder> claims = builder -> builder;
  private volatile String subject = "alice";
  private volatile boolean denying;
  private volatile boolean signsWrongly;
  private volatile boolean down;
  private volatile String endSession;
  private final AtomicInteger keySetReads = new AtomicInteger();

  public IdentityServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    endSession = issuer() + "/end-session";
    server.createContext("/", this::answer);
    server.start();
  }

  public String issuer() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** The properties that configure the program for this provider. */
  public String[] properties() {
    return new String[] {
      "cloud-aggregator.sign-in.name=Contoso",
      "cloud-aggregator.sign-in.issuer=" + issuer(),
      "cloud-aggregator.sign-in.client-id=" + CLIENT,
      "cloud-aggregator.sign-in.client-secret=" + SECRET
    };
  }

  /** Changes the end-session endpoint in the metadata. */
  public void endsSessionsAt(String address) {
    endSession = address;
  }

  /** Resets all misbehaviour and signs in this user from now on. */
  public void signsIn(String user) {
    subject = user;
    claims = builder -> builder;
    denying = false;
    signsWrongly = false;
    down = false;
  }

  void says(UnaryOperator<JWTClaimsSet.Builder> change) {
    claims = change;
  }

  void denies() {
    denying = true;
  }

  void signsWithAnotherKey() {
    signsWrongly = true;
  }

  void isDown() {
    down = true;
  }

  /**
   * The tokens, codes and verifiers seen here, which must not be stored or logged by the program.
   */
  List<String> secrets() {
    return issued;
  }

  /** The number of requests for the key set. */
  int keySetReads() {
    return keySetReads.get();
  }

  /** The parameters of the last authorization request. */
  Map<String, String> lastStart() {
    return starts.getLast();
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (down) {
      send(exchange, 503, "text/plain", "down");
      return;
    }
    switch (exchange.getRequestURI().getPath()) {
      case "/.well-known/openid-configuration" ->
          send(exchange, 200, "application/json", metadata());
      case "/jwks" -> {
        keySetReads.incrementAndGet();
        send(exchange, 200, "application/json", new JWKSet(key.toPublicJWK()).toString());
      }
      case "/authorize" -> authorize(exchange);
      case "/token" -> token(exchange);
      case "/end-session" ->
          send(exchange, 200, "text/html", "<h1 id=goodbye>Goodbye from Contoso</h1>");
      default -> send(exchange, 404, "text/plain", "nothing here");
    }
  }

  private String metadata() {
    return """
        {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",
        "jwks_uri":"%1$s/jwks","end_session_endpoint":"%2$s","response_types_supported":["code"],
        "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"],
        "scopes_supported":["openid","profile"]}"""
        .formatted(issuer(), endSession);
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> asked = form(exchange.getRequestURI().getRawQuery());
    starts.add(asked);
    String code = "code-" + issued.size() + "-" + Math.abs(asked.hashCode());
    flows.put(code, asked);
    issued.add(code);
    String answer = denying ? "error=access_denied" : "code=" + code;
    exchange
        .getResponseHeaders()
        .add(
            "Location",
            asked.get("redirect_uri")
                + "?"
                + answer
                + "&state="
                + java.net.URLEncoder.encode(
                    asked.getOrDefault("state", ""), StandardCharsets.UTF_8));
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> sent =
        form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Map<String, String> flow = flows.remove(sent.getOrDefault("code", ""));
    String basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
    if (flow == null
        || !basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))
        || !s256(sent.getOrDefault("code_verifier", "")).equals(flow.get("code_challenge"))) {
      send(exchange, 400, "application/json", "{\"error\":\"invalid_grant\"}");
      return;
    }
    String idToken = idToken(flow.getOrDefault("nonce", ""));
    issued.addAll(
        List.of(idToken, "access-token-of-contoso-" + issued.size(), "refresh-token-of-contoso"));
    send(
        exchange,
        200,
        "application/json",
        """
        {"access_token":"%s","token_type":"Bearer","expires_in":300,"refresh_token":"refresh-token-of-contoso","id_token":"%s"}"""
            .formatted(issued.get(issued.size() - 2), idToken));
  }

  private String idToken(String nonce) {
    try {
      Instant now = Instant.now();
      var jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
              claims
                  .apply(
                      new JWTClaimsSet.Builder()
                          .issuer(issuer())
                          .subject(subject)
                          .audience(CLIENT)
                          .claim("nonce", nonce)
                          .claim("name", subject + " of Contoso")
                          .issueTime(Date.from(now))
                          .expirationTime(Date.from(now.plusSeconds(300))))
                  .build());
      jwt.sign(new RSASSASigner(signsWrongly ? foreign : key));
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

  private static Map<String, String> form(String text) {
    Map<String, String> form = new ConcurrentHashMap<>();
    for (String pair : text.split("&")) {
      String[] parts = pair.split("=", 2);
      form.put(
          URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
          parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
    }
    return form;
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
