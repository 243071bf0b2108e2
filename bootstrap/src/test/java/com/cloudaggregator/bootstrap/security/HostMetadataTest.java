package com.cloudaggregator.bootstrap.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.bootstrap.configuration.Settings.SignIn;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.http.BoundedRequests;
import com.cloudaggregator.oauth.http.HttpLimits;
import com.cloudaggregator.oauth.http.JsonDocuments;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.client.registration.ClientRegistration;

/** Reading of the sign-in provider's metadata, also during an outage. */
@Timeout(30)
class HostMetadataTest {
  private static final Duration TOTAL = Duration.ofSeconds(10);

  private enum Mode {
    ANSWERS,
    FAILS,
    HANGS,
    REDIRECTS,
    NAMES_ANOTHER_ISSUER
  }

  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger redirected = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final List<String> reasons = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BoundedRequests requests =
      new BoundedRequests(new HttpLimits(TOTAL, TOTAL, 100_000, true));
  private volatile Mode mode = Mode.ANSWERS;
  private volatile Instant now = Instant.parse("2026-11-25T10:00:00Z");
  private HttpServer server;
  private HostProvider provider;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/.well-known/openid-configuration", this::answer);
    server.createContext(
        "/elsewhere",
        exchange -> {
          redirected.incrementAndGet();
          exchange.sendResponseHeaders(404, -1);
        });
    server.setExecutor(threads);
    server.start();
    var signIn =
        new SignIn(
            "Contoso",
            URI.create(issuer()),
            "our-pages",
            new Secret("of-the-test"),
            List.of("openid"),
            "sub",
            List.of());
    provider =
        new HostProvider(
            signIn,
            URI.create("https://clouds.example"),
            new JsonDocuments(requests),
            refusal -> reasons.add(refusal.reason()),
            clock());
  }

  @AfterEach
  void stop() {
    over.countDown();
    requests.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private String issuer() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    reads.incrementAndGet();
    switch (mode) {
      case FAILS -> exchange.sendResponseHeaders(503, -1);
      case REDIRECTS -> {
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        exchange.sendResponseHeaders(302, -1);
      }
      case HANGS -> {
        hanging.countDown();
        awaitEnd();
        send(exchange, issuer());
      }
      case ANSWERS -> send(exchange, issuer());
      case NAMES_ANOTHER_ISSUER -> send(exchange, issuer() + "/");
    }
    exchange.close();
  }

  private static void send(HttpExchange exchange, String issuer) throws IOException {
    byte[] body =
        """
        {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",
        "jwks_uri":"%1$s/jwks","subject_types_supported":["public"]}"""
            .formatted(issuer)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private void awaitEnd() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return now;
      }
    };
  }

  private ClientRegistration registration() {
    return Objects.requireNonNull(provider.findByRegistrationId(HostProvider.ID));
  }

  private void assertUnavailable() {
    assertThatThrownBy(this::registration).isInstanceOf(AuthenticationServiceException.class);
  }

  @Test
  void isReadOnceAnHour() {
    registration();
    registration();
    assertThat(reads).hasValue(1);
    now = now.plus(Duration.ofMinutes(61));
    registration();
    assertThat(reads).hasValue(2);
  }

  @Test
  void isKeptDuringAnOutageAndRequestedTwiceIn30Seconds() {
    registration();
    now = now.plus(Duration.ofMinutes(61));
    mode = Mode.FAILS;
    for (int i = 0; i < 20; i++) {
      assertThat(registration().getClientId()).isEqualTo("our-pages");
    }
    assertThat(reads).hasValue(3);
    assertThat(reasons).hasSize(2).allMatch("503"::equals);
  }

  @Test
  void doesNotBlockASignInDuringAReload() throws Exception {
    registration();
    now = now.plus(Duration.ofMinutes(61));
    mode = Mode.HANGS;
    Future<ClientRegistration> reader = threads.submit(this::registration);
    hanging.await();

    for (int i = 0; i < 20; i++) {
      assertThat(registration().getClientId()).isEqualTo("our-pages");
    }

    assertThat(reader).as("still reading").isNotDone();
    over.countDown();
    assertThat(reader.get().getClientId()).isEqualTo("our-pages");
    assertThat(reads).as("the first reading and the one that hangs").hasValue(2);
  }

  @Test
  void remembersAFailureAlsoWithoutAValue() {
    mode = Mode.FAILS;
    for (int i = 0; i < 20; i++) {
      assertUnavailable();
    }
    assertThat(reads).hasValue(2);

    mode = Mode.ANSWERS;
    now = now.plus(Duration.ofSeconds(31));
    assertThat(registration().getClientId()).isEqualTo("our-pages");
  }

  @Test
  void followsNoRedirect() {
    mode = Mode.REDIRECTS;
    assertUnavailable();
    assertThat(redirected).hasValue(0);
    assertThat(reasons).containsExactly("302");
  }

  @Test
  void rejectsMetadataOfAnotherIssuer() {
    mode = Mode.NAMES_ANOTHER_ISSUER;
    assertUnavailable();
    assertThat(reasons).containsExactly("it names another issuer than the configured one");
  }

  @Test
  void stopsReadingAfterTheDeadline() {
    mode = Mode.HANGS;
    assertUnavailable();
    assertThat(reasons).containsExactly("no answer");
  }
}
