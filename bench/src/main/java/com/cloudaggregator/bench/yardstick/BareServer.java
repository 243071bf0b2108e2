package com.cloudaggregator.bench.yardstick;

import com.cloudaggregator.bench.protocol.Http;
import com.cloudaggregator.bench.protocol.HttpServer;
import com.cloudaggregator.bench.protocol.HttpServer.Response;
import com.cloudaggregator.bench.protocol.Texts;
import com.cloudaggregator.bench.provider.Provider;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The yardstick: a connect on the bare JDK. Login redirect with PKCE and a sealed cookie, callback,
 * code exchange on a connection that is kept alive, verification of the ID token, sealing of both
 * tokens, and one INSERT; after a conflict a second one for the offer. It has no log, no limits, no
 * history, no events, and accepts a state more than once.
 */
public final class BareServer {
  static final int CONNECTIONS = 10;
  private static final String PATH = "/auth/googledrive/";
  private static final String INSERT =
      """
      INSERT INTO bare_accounts (id, provider, provider_account_id, user_id, access, refresh)
      VALUES (?, 'googledrive', ?, ?, ?, ?)
      ON CONFLICT (provider, provider_account_id) DO UPDATE
      SET access = excluded.access, refresh = excluded.refresh
      WHERE bare_accounts.user_id = excluded.user_id
      RETURNING id""";
  private static final String OFFER =
      """
      INSERT INTO bare_offers (id, provider_account_id, requester, access, refresh)
      VALUES (?, ?, ?, ?, ?)""";

  private final BlockingQueue<Connection> connections = new ArrayBlockingQueue<>(CONNECTIONS);
  private final ThreadLocal<Http> provider;
  private final int port;
  private final int providerPort;
  private final PublicKey key;

  private BareServer(int port, int providerPort, String databaseUrl)
      throws IOException, SQLException, GeneralSecurityException {
    this.port = port;
    this.providerPort = providerPort;
    provider = ThreadLocal.withInitial(() -> connect(providerPort));
    for (int i = 0; i < CONNECTIONS; i++) {
      connections.add(DriverManager.getConnection(databaseUrl));
    }
    String jwks = provider.get().exchange("GET", "/jwks", "", "").body();
    key =
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new RSAPublicKeySpec(
                    new BigInteger(1, Texts.decode(Texts.member(jwks, "n"))),
                    new BigInteger(1, Texts.decode(Texts.member(jwks, "e")))));
  }

  /** Runs until the process is ended. */
  public static void run(int port, int providerPort, String databaseUrl)
      throws IOException, SQLException, GeneralSecurityException, InterruptedException {
    BareServer bare = new BareServer(port, providerPort, databaseUrl);
    try (var server = new HttpServer(port, bare::answer)) {
      while (server.port() == port) {
        Thread.sleep(60_000);
      }
    }
  }

  private static Http connect(int port) {
    try {
      return Http.connect(port);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Response answer(Http.Message request) throws Exception {
    String target = request.request();
    if (target.startsWith("GET " + PATH + "login-url")) {
      return login(user(request.header("Authorization")));
    }
    if (target.startsWith("GET " + PATH + "callback?")) {
      return callback(target.substring(target.indexOf('?') + 1), request.header("Cookie"));
    }
    return new Response("404 Not Found", "", "");
  }

  private static String user(String authorization) {
    String token = authorization.substring("Bearer ".length());
    int signature = token.lastIndexOf('.');
    if (!MessageDigest.isEqual(
        Texts.hmac(token.substring(0, signature)).getBytes(StandardCharsets.US_ASCII),
        token.substring(signature + 1).getBytes(StandardCharsets.US_ASCII))) {
      throw new IllegalStateException("Not our users' token");
    }
    String claims = payload(token);
    if (number(claims, "exp") < System.currentTimeMillis() / 1000) {
      throw new IllegalStateException("Expired");
    }
    return Texts.member(claims, "sub");
  }

  private Response login(String user) throws GeneralSecurityException {
    String state = Texts.encode(Texts.random(32));
    String nonce = Texts.encode(Texts.random(16));
    String verifier = Texts.encode(Texts.random(32));
    String challenge =
        Texts.encode(
            MessageDigest.getInstance("SHA-256")
                .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    String url =
        Provider.issuer(providerPort)
            + "/authorize?response_type=code&client_id="
            + Provider.CLIENT
            + "&redirect_uri="
            + redirectUri()
            + "&scope=openid+email&state="
            + state
            + "&nonce="
            + nonce
            + "&code_challenge_method=S256&code_challenge="
            + challenge;
    String cookie = Texts.encode(Texts.seal(user + "|" + nonce + "|" + verifier + "|" + state));
    return new Response(
        "200 OK",
        "Content-Type: application/json\r\nSet-Cookie: flow="
            + cookie
            + "; HttpOnly; SameSite=Lax; Path=/; Max-Age=600\r\n",
        "{\"url\":\"" + url + "\"}");
  }

  private String redirectUri() {
    return URLEncoder.encode(
        "http://localhost:" + port + PATH + "callback", StandardCharsets.UTF_8);
  }

  private Response callback(String query, String cookie) throws Exception {
    String[] flow = Texts.open(Texts.decode(cookie.substring("flow=".length()))).split("\\|");
    if (!flow[3].equals(Texts.parameter(query, "state"))) {
      throw new IllegalStateException("Not the state of this browser");
    }
    Http.Message answer =
        provider
            .get()
            .exchange(
                "POST",
                "/token",
                "Content-Type: application/x-www-form-urlencoded\r\n",
                "grant_type=authorization_code&code="
                    + Texts.parameter(query, "code")
                    + "&redirect_uri="
                    + redirectUri()
                    + "&client_id="
                    + Provider.CLIENT
                    + "&client_secret="
                    + Provider.SECRET
                    + "&code_verifier="
                    + flow[2]);
    String account = verify(Texts.member(answer.body(), "id_token"), flow[1]);
    byte[] access = Texts.seal(Texts.member(answer.body(), "access_token"));
    byte[] refresh = Texts.seal(Texts.member(answer.body(), "refresh_token"));
    return redirect(store(account, flow[0], access, refresh));
  }

  private static Response redirect(String target) {
    return new Response(
        "307 Temporary Redirect",
        "Location: http://localhost"
            + target
            + "\r\nCache-Control: no-store\r\nSet-Cookie: flow=; Path=/; Max-Age=0\r\n",
        "");
  }

  private String verify(String token, String nonce) throws GeneralSecurityException {
    int end = token.lastIndexOf('.');
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(key);
    signature.update(token.substring(0, end).getBytes(StandardCharsets.US_ASCII));
    String claims = payload(token);
    if (!signature.verify(Texts.decode(token.substring(end + 1)))
        || !Texts.member(claims, "iss").equals(Provider.issuer(providerPort))
        || !Texts.member(claims, "aud").equals(Provider.CLIENT)
        || !Texts.member(claims, "nonce").equals(nonce)
        || number(claims, "exp") < System.currentTimeMillis() / 1000) {
      throw new IllegalStateException("Not our ID token");
    }
    return Texts.member(claims, "sub");
  }

  /**
   * @return where the browser is sent
   */
  private String store(String account, String user, byte[] access, byte[] refresh)
      throws SQLException, InterruptedException {
    Connection connection = connections.take();
    try {
      if (insert(connection, account, user, access, refresh)) {
        return "/app?connection=success";
      }
      String id = offer(connection, account, user, access, refresh);
      return "/app?error=ownership_conflict#transfer_token=" + id + "." + Texts.hmac(id);
    } finally {
      connections.add(connection);
    }
  }

  /** Inserts or renews the account; false if it has another owner. */
  static boolean insert(
      Connection connection, String account, String user, byte[] access, byte[] refresh)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setObject(1, UUID.randomUUID());
      statement.setString(2, account);
      statement.setString(3, user);
      statement.setBytes(4, access);
      statement.setBytes(5, refresh);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static String offer(
      Connection connection, String account, String user, byte[] access, byte[] refresh)
      throws SQLException {
    UUID id = UUID.randomUUID();
    try (PreparedStatement statement = connection.prepareStatement(OFFER)) {
      statement.setObject(1, id);
      statement.setString(2, account);
      statement.setString(3, user);
      statement.setBytes(4, access);
      statement.setBytes(5, refresh);
      statement.executeUpdate();
    }
    return id.toString();
  }

  private static String payload(String token) {
    int dot = token.indexOf('.');
    return new String(
        Texts.decode(token.substring(dot + 1, token.lastIndexOf('.'))), StandardCharsets.UTF_8);
  }

  private static long number(String json, String name) {
    int from = json.indexOf("\"" + name + "\":") + name.length() + 3;
    int end = from;
    while (Character.isDigit(json.charAt(end))) {
      end++;
    }
    return Long.parseLong(json.substring(from, end));
  }
}
