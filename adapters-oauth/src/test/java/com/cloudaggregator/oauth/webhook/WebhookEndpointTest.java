package com.cloudaggregator.oauth.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult.Accepted;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult.Gone;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult.Rejected;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult.Throttled;
import com.cloudaggregator.application.webhook.ResponseText;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.WebhookSettings;
import com.cloudaggregator.oauth.http.MisbehavingProvider;
import com.cloudaggregator.oauth.http.MisbehavingProvider.Call;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events are signed and sent once, within a deadline, whatever the receiver does. */
class WebhookEndpointTest {
  private static final UUID ID = UUID.fromString("0190a000-0000-7000-8000-000000000001");
  private static final ResponseText WHATEVER = new ResponseText("whatever");
  private static final String BODY =
      "{\"type\": \"account.connected\", \"data\": {\"user_id\": \"josé\"}}";
  private static final Secret ACTIVE = secret("the-active-one-for-tests-alone");
  private static final Secret OLD = secret("the-old-one-of-the-tests-alone");
  private static final String HOOK = "/hook";

  private final MisbehavingProvider receiver = new MisbehavingProvider();
  private final WebhookEndpoint endpoint = endpoint(receiver.at(HOOK), List.of(ACTIVE, OLD));

  @AfterEach
  void close() {
    endpoint.close();
    receiver.close();
  }

  private static Secret secret(String bytes) {
    return new Secret(
        "whsec_" + Base64.getEncoder().encodeToString(bytes.getBytes(StandardCharsets.UTF_8)));
  }

  private static WebhookEndpoint endpoint(URI url, List<Secret> secrets) {
    return new WebhookEndpoint(
        new WebhookSettings(url, secrets), Duration.ofSeconds(2), true, Clock.systemUTC());
  }

  private DeliveryResult deliver() {
    return endpoint.deliver(ID, BODY);
  }

  private DeliveryResult answered(int status, Map<String, String> headers) {
    receiver.on(HOOK, MisbehavingProvider.reply(status, headers, "whatever"));
    return deliver();
  }

  private static Map<String, List<String>> lowerCase(Call call) {
    return call.headers().entrySet().stream()
        .collect(
            Collectors.toMap(each -> each.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
  }

  @Test
  void signsWithEachSecretSoThatTheOfficialLibraryVerifies() {
    assertThat(answered(204, Map.of())).isEqualTo(new Accepted("204"));

    Call call = receiver.calls(HOOK).getFirst();
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.body()).isEqualTo(BODY);
    Map<String, List<String>> headers = lowerCase(call);
    assertThat(headers.get("webhook-id")).containsExactly(ID.toString());
    assertThat(headers.get("content-type")).containsExactly("application/json");
    assertThat(Objects.requireNonNull(headers.get("webhook-signature")).getFirst().split(" "))
        .hasSize(2)
        .allMatch(signature -> signature.startsWith("v1,"));
    for (Secret secret : List.of(ACTIVE, OLD)) {
      assertThatCode(
              () -> new com.standardwebhooks.Webhook(secret.reveal()).verify(call.body(), headers))
          .doesNotThrowAnyException();
    }
    assertThatThrownBy(
            () ->
                new com.standardwebhooks.Webhook(secret("somebody-elses-secret-of-tests").reveal())
                    .verify(BODY, headers))
        .isInstanceOf(WebhookVerificationException.class);
    assertThatThrownBy(
            () -> new com.standardwebhooks.Webhook(ACTIVE.reveal()).verify(BODY + " ", headers))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @Test
  void reportsTheStatus() {
    assertThat(answered(200, Map.of())).isEqualTo(new Accepted("200"));
    assertThat(answered(500, Map.of())).isEqualTo(new Rejected("500", null, WHATEVER));
    assertThat(answered(400, Map.of())).isEqualTo(new Rejected("400", null, WHATEVER));
    assertThat(answered(410, Map.of())).isEqualTo(new Gone("410", WHATEVER));
    assertThat(answered(204, Map.of())).isEqualTo(new Accepted("204"));
    assertThat(answered(301, Map.of())).isEqualTo(new Rejected("301", null, WHATEVER));
    assertThat(answered(308, Map.of("Location", "/")))
        .isEqualTo(new Rejected("308", null, WHATEVER));
    assertThat(answered(404, Map.of())).isEqualTo(new Rejected("404", null, WHATEVER));
    assertThat(answered(408, Map.of())).isEqualTo(new Rejected("408", null, WHATEVER));
    assertThat(answered(429, Map.of())).isEqualTo(new Throttled("429", null, WHATEVER));
    assertThat(answered(429, Map.of("Retry-After", "Friday, 31-Jan-20 00:00:00 GMT")))
        .isEqualTo(new Throttled("429", Duration.ZERO, WHATEVER));
    assertThat(answered(429, Map.of("Retry-After", "7")))
        .isEqualTo(new Throttled("429", Duration.ofSeconds(7), WHATEVER));
    assertThat(answered(503, Map.of("Retry-After", "99999999")))
        .isEqualTo(new Rejected("503", Duration.ofMinutes(15), WHATEVER));
  }

  @Test
  void reportsTheBeginningOfARefusal() {
    receiver.on(
        HOOK,
        MisbehavingProvider.reply(500, Map.of(), "<p>no\u0007\r\n such user " + "é".repeat(3000)));

    assertThat(deliver())
        .isInstanceOfSatisfying(
            Rejected.class,
            refused ->
                assertThat(refused.text().value()).startsWith("<p>no such user éé").hasSize(200));
  }

  @Test
  void followsNoRedirect() {
    receiver.on("/elsewhere", MisbehavingProvider.status(200));

    assertThat(answered(307, Map.of("Location", receiver.at("/elsewhere").toString())))
        .isEqualTo(new Rejected("307", null, WHATEVER));

    assertThat(receiver.calls("/elsewhere")).isEmpty();
  }

  @Test
  void abandonsAReceiverThatDoesNotAnswer() {
    receiver.on(HOOK, receiver.hanging());

    assertThat(deliver()).isEqualTo(new Rejected("no_answer", null));
  }

  @Test
  void reportsTheStatusEvenIfTheBodyFails() {
    receiver.on(HOOK, receiver.dripping());
    assertThat(deliver()).isEqualTo(new Accepted("200"));
    receiver.on(HOOK, receiver.flooding(10_000_000));
    assertThat(deliver()).isEqualTo(new Accepted("200"));
    receiver.on(HOOK, MisbehavingProvider.breakingOff());
    assertThat(deliver()).isEqualTo(new Accepted("200"));
  }

  @Test
  void reportsAReceiverThatIsUnreachable() {
    URI nowhere = receiver.at(HOOK);
    receiver.close();

    try (WebhookEndpoint lost = endpoint(nowhere, List.of(ACTIVE))) {
      assertThat(lost.deliver(ID, BODY)).isEqualTo(new Rejected("unreachable", null));
    }
  }

  @Test
  void requiresHttps() {
    assertThatThrownBy(
            () ->
                new WebhookEndpoint(
                    new WebhookSettings(URI.create("http://hooks.example/hook"), List.of(ACTIVE)),
                    Duration.ofSeconds(1),
                    true,
                    Clock.systemUTC()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new WebhookSettings(receiver.at(HOOK), List.of(ACTIVE)).toString())
        .doesNotContain(ACTIVE.reveal());
  }

  @Test
  void isNotConfiguredWithoutAnAddress() {
    try (WebhookEndpoint none =
        new WebhookEndpoint(null, Duration.ofSeconds(1), false, Clock.systemUTC())) {
      assertThat(none.isConfigured()).isFalse();
      assertThatThrownBy(() -> none.deliver(ID, BODY)).isInstanceOf(IllegalStateException.class);
    }
  }
}
