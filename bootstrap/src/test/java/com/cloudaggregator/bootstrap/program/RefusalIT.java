package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every refusal, from any part of the program, is a problem document or a page with an id that
 * finds its log line.
 */
class RefusalIT {
  private static final String TO_A_BROWSER =
      "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n";
  private static final Pattern ID = Pattern.compile("X-Request-Id: ([0-9a-f]{32})");
  private static final int TOO_LONG = 20_000;

  @TempDir private static Path directory;

  private static StartedProgram program;

  @BeforeAll
  static void start() {
    program = StartedProgram.start(directory.resolve("program.log"));
  }

  @AfterAll
  static void stop() {
    program.close();
  }

  /** Sends raw bytes, which no HTTP client would send. */
  private static String raw(String request) {
    try (Socket socket = new Socket("localhost", program.base().getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertFindable(String id, int status, String code) {
    await()
        .untilAsserted(
            () ->
                assertThat(program.lines())
                    .anyMatch(
                        line ->
                            line.contains("[" + id + "]")
                                && line.endsWith("Refused: " + status + " " + code)));
  }

  private static String id(String answer) {
    Matcher id = ID.matcher(answer);
    assertThat(id.find()).as(answer).isTrue();
    return id.group(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /me/a<b HTTP/1.1",
        "GET /app/a<b HTTP/1.1",
        "GET /app/%zz HTTP/1.1",
        "GET /app HTTP/9.9",
        "nonsense"
      })
  void aClientOfUnknownKindGetsAPageThatLeadsBack(String line) {
    String answer = raw(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    String id = id(answer);
    assertThat(answer)
        .startsWith("HTTP/1.1 400")
        .contains("text/html", "href=\"/app\"", "<code>" + id + "</code>")
        .doesNotContain("Tomcat");
    assertFindable(id, 400, "malformed_request");
    await()
        .untilAsserted(
            () ->
                assertThat(program.lines())
                    .anyMatch(
                        written ->
                            written.contains("[" + id + "]")
                                && written.contains("/…")
                                && written.endsWith("400 Bad Request")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /me/%2f HTTP/1.1",
        "GET /me/%zz HTTP/1.1",
        "GET /me HTTP/9.9",
        "BREW /me HTTP/1.1",
        "GET //me HTTP/1.1",
        "GET /me/..;/x HTTP/1.1"
      })
  void aRequestThatTheFirewallRejectsGetsAProblem(String line) {
    String answer = raw(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    String id = id(answer);
    assertThat(answer)
        .startsWith("HTTP/1.1 400")
        .contains(
            "application/problem+json",
            "\"code\":\"malformed_request\"",
            "\"traceId\":\"" + id + "\"")
        .doesNotContain("Tomcat");
    assertFindable(id, 400, "malformed_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host: a b\r\n", "Host: a\r\nHost: b\r\n"})
  void rejectsAnInvalidHostHeader(String host) {
    String answer = raw("GET /me/cloud-status HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"malformed_request\"");
    assertFindable(id(answer), 400, "malformed_request");
  }

  @Test
  void rejectsAnOverlongHeader() {
    String answer =
        raw(
            "GET /me/cloud-status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Long: "
                + "a".repeat(TOO_LONG)
                + "\r\n\r\n");

    assertThat(answer)
        .contains("application/problem+json", "\"code\":\"malformed_request\"")
        .doesNotContain("Tomcat");
  }

  @Test
  void answersABrowserWithAPageInItsLanguage() {
    String answer =
        raw(
            "GET /app/%2f HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept-Language: es\r\n"
                + TO_A_BROWSER
                + "\r\n");

    String id = id(answer);
    assertThat(answer)
        .startsWith("HTTP/1.1 400")
        .contains(
            "text/html",
            "<html lang=\"es\">",
            "Ese enlace o formulario no funciona",
            "<code>" + id + "</code>")
        .doesNotContain("Tomcat", "Set-Cookie");
    assertFindable(id, 400, "malformed_request");
  }

  /**
   * The query of a callback may contain a code and is never logged, however malformed the request
   * is.
   */
  @Test
  void doesNotLogAMalformedRequest() {
    String answer =
        raw(
            "GET /auth/onedrive/callback?code=not-to-be-seen<&state=x HTTP/1.1\r\nHost: localhost\r\n"
                + "Connection: close\r\n\r\n");

    assertFindable(id(answer), 400, "malformed_request");
    assertThat(program.lines()).noneMatch(line -> line.contains("not-to-be-seen"));
    assertThat(answer).doesNotContain("not-to-be-seen");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /me/nothing, , '', 404, not_found",
    "GET, /cloud/nothing, , '', 404, not_found",
    "GET, /ops/verification, , '', 403, forbidden",
    "POST, /service/nothing, application/json, '{}', 403, forbidden",
    "DELETE, /me/cloud-status, , '', 405, method_not_allowed",
    "HEAD, /auth/onedrive/login-url?mode=connect, , '', 405, method_not_allowed",
    "POST, /cloud/disconnect, application/json, '{', 400, malformed_request",
    "POST, /cloud/disconnect, application/json, '[]', 400, validation_failed",
    "POST, /cloud/disconnect, text/plain, '{}', 415, unsupported_media_type"
  })
  void refusesAnApiCallWithAnErrorOfTheCatalogue(
      String method, String path, String contentType, String body, int status, String code) {
    HttpResponse<String> answer = program.browserOf("alice").send(method, path, contentType, body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    if (!method.equals("HEAD")) {
      assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    assertFindable(answer.headers().firstValue("X-Request-Id").orElseThrow(), status, code);
  }

  @Test
  void rejectsAnOverlongBody() {
    HttpResponse<String> answer =
        program
            .browserOf("alice")
            .post("/cloud/disconnect", "{\"account_id\": \"" + "a".repeat(5 * TOO_LONG) + "\"}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
    assertThat(answer.body()).contains("\"code\":\"payload_too_large\"");
  }

  @Test
  void refusesAnUnsupportedAcceptHeader() {
    HttpResponse<String> answer =
        program.browserOf("alice").get("/me/cloud-status", "Accept", "application/pdf");

    assertThat(answer.statusCode()).isEqualTo(406);
    assertThat(answer.body()).contains("\"code\":\"not_acceptable\"");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing, 404",
    "GET, /docs/errors/none, 404",
    "PUT, /docs/errors, 403",
    "POST, /app/connect, 403"
  })
  void answersABrowserWithAPageForEveryRefusal(String method, String path, int status) {
    String answer =
        raw(
            method
                + " "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n"
                + TO_A_BROWSER
                + "\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 " + status)
        .contains("text/html", "<code>" + id(answer) + "</code>")
        .doesNotContain("Set-Cookie");
  }

  /** A form of a page whose session has ended leads to the sign-in, which explains why. */
  @Test
  void sendsAFormOfAnExpiredSessionToTheSignIn() {
    String answer =
        raw(
            "POST /app/disconnect HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n"
                + "Cookie: cloud-aggregator-session=0123456789ABCDEF0123456789ABCDEF\r\n"
                + TO_A_BROWSER
                + "\r\n");

    assertThat(answer).startsWith("HTTP/1.1 303").contains("Location: /login?why=ended#_");
  }
}
