package com.cloudaggregator.bench.driver;

import com.cloudaggregator.bench.protocol.Http;
import com.cloudaggregator.bench.protocol.Texts;
import com.cloudaggregator.bench.provider.Provider;
import java.io.IOException;

/** A virtual browser on one connection, with one user at a time. */
public final class Browser implements AutoCloseable {
  private static final String PATH = "/auth/googledrive/";
  private static final String JSON = "Content-Type: application/json\r\n";

  private final Http http;

  Browser(int port) throws IOException {
    http = Http.connect(port);
  }

  /** A started flow whose user has given consent. */
  record Consented(String callback, String cookie) {}

  Consented start(String user, String account) throws IOException {
    Http.Message login = exchange("GET", PATH + "login-url?mode=connect", bearer(user), "", 200);
    String url = Texts.member(login.body(), "url");
    String query = url.substring(url.indexOf('?') + 1);
    String cookie = login.header("Set-Cookie");
    return new Consented(
        PATH
            + "callback?code="
            + Provider.code(account, Texts.parameter(query, "nonce"))
            + "&state="
            + Texts.parameter(query, "state"),
        "Cookie: " + cookie.substring(0, cookie.indexOf(';')) + "\r\n");
  }

  /** Where the callback redirects. */
  String finish(Consented flow) throws IOException {
    return exchange("GET", flow.callback(), flow.cookie(), "", 307).header("Location");
  }

  void connect(String user, String account) throws IOException {
    String target = finish(start(user, account));
    if (!target.contains("connection=success")) {
      throw new IllegalStateException("Not connected: " + target);
    }
  }

  /**
   * @return the transfer token
   */
  String conflict(String user, String account) throws IOException {
    String target = finish(start(user, account));
    if (!target.contains("ownership_conflict")) {
      throw new IllegalStateException("No conflict: " + target);
    }
    return token(target);
  }

  static String token(String target) {
    return target.substring(target.indexOf("#transfer_token=") + "#transfer_token=".length());
  }

  void transfer(String user, String token) throws IOException {
    exchange("POST", "/cloud/transfer-ownership", bearer(user) + JSON, offer(token), 200);
  }

  /** The status of an attempt. */
  int tryTransfer(String user, String token) throws IOException {
    return http.exchange("POST", "/cloud/transfer-ownership", bearer(user) + JSON, offer(token))
        .status();
  }

  int preview(String user, String token) throws IOException {
    return http.exchange(
            "POST", "/cloud/transfer-ownership/preview", bearer(user) + JSON, offer(token))
        .status();
  }

  int disconnect(String user, String accountId) throws IOException {
    return http.exchange(
            "POST",
            "/cloud/disconnect",
            bearer(user) + JSON,
            "{\"account_id\":\"" + accountId + "\"}")
        .status();
  }

  /** The answer of {@code GET /me/cloud-status}. */
  String status(String user) throws IOException {
    return exchange("GET", "/me/cloud-status", bearer(user), "", 200).body();
  }

  void accessToken(String user, String accountId) throws IOException {
    exchange("POST", "/me/clouds/" + accountId + "/access-token", bearer(user), "", 200);
  }

  private static String offer(String token) {
    return "{\"transfer_token\":\"" + token + "\"}";
  }

  private static String bearer(String user) {
    return "Authorization: Bearer " + Texts.bearer(user) + "\r\n";
  }

  private Http.Message exchange(
      String method, String target, String headers, String body, int expected) throws IOException {
    Http.Message response = http.exchange(method, target, headers, body);
    if (response.status() != expected) {
      throw new IllegalStateException(
          method + " " + target + ": " + response.head() + response.body());
    }
    return response;
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
