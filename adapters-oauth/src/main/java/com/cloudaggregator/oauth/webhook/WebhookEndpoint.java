package com.cloudaggregator.oauth.webhook;

import com.cloudaggregator.application.webhook.EventReceiver;
import com.cloudaggregator.application.webhook.ResponseText;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.WebhookSettings;
import com.cloudaggregator.oauth.http.BoundedRequests;
import com.cloudaggregator.oauth.http.HttpLimits;
import com.cloudaggregator.oauth.http.RetryAfter;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/**
 * Posts events by <a href="https://www.standardwebhooks.com">Standard Webhooks 1.0</a>: {@code
 * webhook-id}, {@code webhook-timestamp} in seconds, and {@code webhook-signature} with one
 * signature for each secret. The status is the answer, whatever happens to the body; the body is
 * read up to a cap, so that the connection can be used again.
 */
final class WebhookEndpoint implements EventReceiver, AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final int MAX_BYTES = 16 * 1024;

  /** More than enough for the code points that are kept. */
  private static final int MAX_TEXT_BYTES = 8 * ResponseText.MAX_LENGTH;

  private static final String UNREACHABLE = "unreachable";
  private static final String NO_ANSWER = "no_answer";
  private static final int GONE = 410;
  private static final int TOO_MANY_REQUESTS = 429;

  private final @Nullable WebhookSettings settings;
  private final Clock clock;
  private final List<Webhook> signers;
  private final BoundedRequests requests;
  private final RestClient client;

  /**
   * @param settings null if nothing is delivered
   * @param total the longest time for one delivery
   */
  WebhookEndpoint(
      @Nullable WebhookSettings settings, Duration total, boolean insecureLoopback, Clock clock) {
    if (settings != null && !BoundedRequests.permits(settings.url(), insecureLoopback)) {
      throw new IllegalArgumentException("The webhook's address must be https");
    }
    this.settings = settings;
    this.clock = clock;
    this.signers =
        settings == null
            ? List.of()
            : settings.secrets().stream().map(Secret::reveal).map(Webhook::new).toList();
    this.requests =
        new BoundedRequests(new HttpLimits(CONNECT, total, MAX_BYTES, insecureLoopback));
    this.client = requests.client(total);
  }

  @Override
  public boolean isConfigured() {
    return settings != null;
  }

  @Override
  public DeliveryResult deliver(UUID id, String body) {
    if (settings == null) {
      throw new IllegalStateException("No webhook is configured");
    }
    long timestamp = clock.instant().getEpochSecond();
    try {
      return client
          .post()
          .uri(settings.url())
          .contentType(MediaType.APPLICATION_JSON)
          .header(HttpHeaders.USER_AGENT, "cloud-aggregator")
          .header(Webhook.UNBRANDED_MSG_ID_KEY, id.toString())
          .header(Webhook.UNBRANDED_MSG_TIMESTAMP_KEY, Long.toString(timestamp))
          .header(Webhook.UNBRANDED_MSG_SIGNATURE_KEY, signatures(id, timestamp, body))
          .body(body.getBytes(StandardCharsets.UTF_8))
          .exchangeForRequiredValue((request, response) -> result(response));
    } catch (ResourceAccessException e) {
      boolean isNotSent = BoundedRequests.isBeforeTheRequest(e.getCause());
      return new DeliveryResult.Rejected(isNotSent ? UNREACHABLE : NO_ANSWER, null);
    }
  }

  /** One signature for each secret, so that the receiver may use either while they change. */
  private String signatures(UUID id, long timestamp, String body) {
    StringBuilder signatures = new StringBuilder();
    for (Webhook signer : signers) {
      try {
        signatures
            .append(signatures.isEmpty() ? "" : " ")
            .append(signer.sign(id.toString(), timestamp, body));
      } catch (WebhookSigningException e) {
        throw new IllegalStateException("HMAC-SHA256 is not available", e);
      }
    }
    return signatures.toString();
  }

  private DeliveryResult result(ClientHttpResponse response) throws IOException {
    int status = response.getStatusCode().value();
    ResponseText text = textOf(response);
    String code = Integer.toString(status);
    if (status >= 200 && status < 300) {
      return new DeliveryResult.Accepted(code);
    }
    if (status == GONE) {
      return new DeliveryResult.Gone(code, text);
    }
    Duration retryAfter = RetryAfter.of(response.getHeaders(), clock);
    return status == TOO_MANY_REQUESTS
        ? new DeliveryResult.Throttled(code, retryAfter, text)
        : new DeliveryResult.Rejected(code, retryAfter, text);
  }

  /** Its beginning, taken as UTF-8; the status counts even if the body fails. */
  private static ResponseText textOf(ClientHttpResponse response) {
    try {
      return new ResponseText(
          new String(response.getBody().readNBytes(MAX_TEXT_BYTES), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return ResponseText.NONE;
    }
  }

  /** Ends the deliveries that are in progress. */
  @Override
  public void close() {
    requests.close();
  }
}
