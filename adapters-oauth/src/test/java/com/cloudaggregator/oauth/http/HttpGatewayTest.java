package com.cloudaggregator.oauth.http;

import static com.cloudaggregator.oauth.http.MisbehavingProvider.breakingOff;
import static com.cloudaggregator.oauth.http.MisbehavingProvider.json;
import static com.cloudaggregator.oauth.http.MisbehavingProvider.reply;
import static com.cloudaggregator.oauth.http.MisbehavingProvider.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.oauth.CallStatus;
import com.cloudaggregator.oauth.Fixtures;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.sun.net.httpserver.HttpHandler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class HttpGatewayTest {
  private static final int MAX = 1000;

  private final MisbehavingProvider provider = new MisbehavingProvider();
  private final BoundedRequests requests =
      new BoundedRequests(new HttpLimits(Duration.ofSeconds(2), Duration.ofSeconds(3), MAX, true));
  private final List<CallStatus> ended = new CopyOnWriteArrayList<>();
  private final HttpGateway gateway =
      new HttpGateway(requests, 1, Fixtures.CLOCK, (status, _) -> ended.add(status));

  @AfterEach
  void close() {
    requests.close();
    provider.close();
  }

  private Answer answerTo(HttpHandler reply) {
    provider.on("/", reply);
    return gateway.send(new HTTPRequest(HTTPRequest.Method.GET, provider.at("/")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json", "Application/JSON;charset=utf-8", "application/jwk-set+json"})
  void acceptsAJsonObject(String contentType) {
    assertThat(answerTo(reply(200, Map.of("Content-Type", contentType), "{\"a\":1}")))
        .isInstanceOfSatisfying(
            Answer.Success.class, it -> assertThat(it.body().path("a").intValue()).isOne());
  }

  @ParameterizedTest
  @CsvSource({
    "200, SUCCESS",
    "302, UNEXPECTED",
    "400, REFUSED",
    "429, RATE_LIMITED",
    "500, SERVER_ERROR",
    "503, SERVER_ERROR"
  })
  void reportsTheStatusOfEachCall(int status, CallStatus expected) {
    answerTo(status(status));
    assertThat(ended).containsExactly(expected);
  }

  @Test
  void reportsThatThereWasNoConnectionOrNoAnswer() {
    answerTo(breakingOff());
    URI gone = provider.at("/");
    provider.close();
    gateway.send(new HTTPRequest(HTTPRequest.Method.GET, gone));
    assertThat(ended).containsExactly(CallStatus.NO_ANSWER, CallStatus.UNREACHABLE);
  }

  @Test
  void requestsPlainJson() {
    answerTo(json("{}"));
    assertThat(provider.calls().getFirst().headers())
        .containsEntry("Accept", List.of("application/json"))
        .containsEntry("Accept-encoding", List.of("identity"));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 529})
  void reportsAnOutageAsUnavailable(int status) {
    assertThat(answerTo(status(status))).isInstanceOf(Answer.Unavailable.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | 7",
        "Fri, 31 Jan 2020 00:00:00 GMT | 0",
        "Friday, 31-Jan-20 00:00:00 GMT | 0",
        "Fri Jan 31 00:00:00 2020 | 0",
        "99999999 | 900",
        "-5 |",
        "soon |",
        "1.5 |"
      })
  void readsHowLongItIsAskedToWait(String retryAfter, @Nullable Long seconds) {
    Duration asked = seconds == null ? null : Duration.ofSeconds(seconds);
    assertThat(answerTo(reply(429, Map.of("Retry-After", retryAfter), "")))
        .isEqualTo(new Answer.Unavailable(true, asked, false, "429"));
  }

  @Test
  void readsJsonWithAByteOrderMarkAndWithoutACharset() {
    assertThat(answerTo(json("\uFEFF{\"a\":\"ñ\"}")))
        .isInstanceOfSatisfying(
            Answer.Success.class,
            it -> assertThat(it.body().path("a").stringValue()).isEqualTo("ñ"));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 418})
  void reportsTheStatusOfARefusal(int status) {
    assertThat(answerTo(status(status)))
        .isInstanceOfSatisfying(
            Answer.Refused.class, it -> assertThat(it.status()).isEqualTo(status));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsNoRedirect(int status) {
    String elsewhere = provider.at("/elsewhere").toString();
    assertThat(answerTo(reply(status, Map.of("Location", elsewhere), "")))
        .isEqualTo(new Answer.Malformed());
    assertThat(provider.calls("/elsewhere")).isEmpty();
  }

  @Test
  void givesUpOnAnAnswerThatNeverBegins() {
    assertThat(answerTo(provider.hanging())).isInstanceOf(Answer.Unavailable.class);
  }

  @Test
  void givesUpOnAnAnswerThatNeverEnds() {
    assertThat(answerTo(provider.dripping())).isInstanceOf(Answer.Unavailable.class);
  }

  @Test
  void givesUpOnAnAnswerThatBreaksOff() {
    assertThat(answerTo(breakingOff())).isInstanceOf(Answer.Unavailable.class);
  }

  @Test
  void givesUpOnAnUnreachableServer() {
    URI gone = provider.at("/");
    provider.close();
    assertThat(gateway.send(new HTTPRequest(HTTPRequest.Method.GET, gone)))
        .isInstanceOf(Answer.Unavailable.class);
  }

  @Test
  void readsNoMoreThanTheCap() {
    assertThat(answerTo(provider.flooding(50_000_000))).isEqualTo(new Answer.Malformed());
    assertThat(answerTo(json("{\"a\":\"" + "x".repeat(MAX - 8) + "\"}")))
        .isInstanceOf(Answer.Success.class);
    assertThat(answerTo(json("{\"a\":\"" + "x".repeat(MAX - 7) + "\"}")))
        .isEqualTo(new Answer.Malformed());
  }

  @Test
  void refusesCompression() {
    assertThat(
            answerTo(
                reply(
                    200,
                    Map.of("Content-Type", "application/json", "Content-Encoding", "gzip"),
                    "{}")))
        .isEqualTo(new Answer.Malformed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "text/json",
        "application/jsonp",
        "application/x-www-form-urlencoded",
        "json"
      })
  void refusesAnotherContentType(String contentType) {
    assertThat(answerTo(reply(200, Map.of("Content-Type", contentType), "{}")))
        .isEqualTo(new Answer.Malformed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "null",
        "{",
        "{}{}",
        "{\"a\":1,\"a\":2}",
        "{'a':1}",
        "{\"a\":NaN}",
        "<html>"
      })
  void refusesAnythingButAJsonObject(String body) {
    assertThat(answerTo(json(body))).isEqualTo(new Answer.Malformed());
  }

  @Test
  void refusesDeepJson() {
    assertThat(answerTo(json("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}")))
        .isEqualTo(new Answer.Malformed());
  }

  @Test
  void limitsConcurrentCalls() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    provider.on(
        "/slow",
        exchange -> {
          begun.countDown();
          provider.hanging().handle(exchange);
        });
    try (var impatient =
        new BoundedRequests(
            new HttpLimits(Duration.ofMillis(50), Duration.ofSeconds(3), MAX, true))) {
      HttpGateway narrow =
          new HttpGateway(impatient, 1, Fixtures.CLOCK, (status, _) -> ended.add(status));
      var slow =
          CompletableFuture.supplyAsync(
              () -> narrow.send(new HTTPRequest(HTTPRequest.Method.GET, provider.at("/slow"))));
      begun.await();
      provider.on("/quick", json("{}"));
      assertThat(narrow.send(new HTTPRequest(HTTPRequest.Method.GET, provider.at("/quick"))))
          .isInstanceOf(Answer.Unavailable.class);
      assertThat(provider.calls("/quick")).isEmpty();
      assertThat(slow.join()).isInstanceOf(Answer.Unavailable.class);
      assertThat(narrow.send(new HTTPRequest(HTTPRequest.Method.GET, provider.at("/quick"))))
          .isInstanceOf(Answer.Success.class);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 5, 999})
  void beginsNoCallWithLessTimeThanItNeeds(long milliseconds) {
    provider.on("/", json("{}"));
    Answer answer =
        gateway.send(
            new HTTPRequest(HTTPRequest.Method.GET, provider.at("/")),
            Duration.ofMillis(milliseconds));

    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Unavailable.class, it -> assertThat(it.mayHaveHappened()).isFalse());
    assertThat(provider.calls()).isEmpty();
  }

  @Test
  void doesNotDecompress() {
    assertThat(
            answerTo(
                reply(
                    200,
                    Map.of("Content-Type", "application/json", "Content-Encoding", "gzip"),
                    "{\"a\":1}")))
        .isEqualTo(new Answer.Malformed());
  }

  @ParameterizedTest
  @CsvSource({
    "https://login.example/token, false, true",
    "http://login.example/token, true, false",
    "http://localhost:8080/token, true, true",
    "http://127.0.0.1/token, true, true",
    "http://[::1]:81/token, true, true",
    "http://localhost/token, false, false",
    "http://localhost.evil.example/token, true, false",
    "http://127.0.0.1.evil.example/, true, false",
    "http://169.254.169.254/latest, true, false",
    "https://user@login.example/, false, false",
    "https://login.example/#f, false, false",
    "file:///etc/passwd, true, false",
    "/relative, true, false"
  })
  void permitsHttpsAndLoopbackOnly(URI address, boolean insecureLoopback, boolean permitted) {
    assertThat(BoundedRequests.permits(address, insecureLoopback)).isEqualTo(permitted);
  }

  @Test
  void refusesToCallAnyOtherAddress() {
    HTTPRequest request =
        new HTTPRequest(HTTPRequest.Method.GET, URI.create("http://login.example/"));
    assertThatThrownBy(() -> gateway.send(request)).isInstanceOf(IllegalArgumentException.class);
  }
}
