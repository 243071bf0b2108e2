package com.cloudaggregator.oauth;

import com.cloudaggregator.application.port.EventReceiver;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.OAuthAdapter.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Posts events as Standard Webhooks 1.0 has it: {@code webhook-id}, {@code webhook-timestamp} in seconds, and a {@code
 * webhook-signature} for each secret. One deadline over connection, headers and body; no redirects. The status is the
 * answer: the body is read as far as a cap, so that the connection can be used again, and thrown away.
 */
final class WebhookEndpoint implements EventReceiver, AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(3);

  /** Bytes of an answer that nobody reads. */
  private static final int MAX_BYTES = 16 * 1024;

  private static final String UNREACHABLE = "unreachable";
  private static final String NO_ANSWER = "no_answer";
  private static final int GONE = 410;

  private final @Nullable Webhook settings;
  private final Clock clock;
  private final Duration total;
  private final List<com.standardwebhooks.Webhook> signers;
  private final HttpClient client = HttpClient.newBuilder()
      .connectTimeout(CONNECT)
      .followRedirects(HttpClient.Redirect.NEVER)
      .version(HttpClient.Version.HTTP_1_1)
      .build();

  /**
   * @param settings null when nothing is delivered
   * @param total of one delivery
   */
  WebhookEndpoint(@Nullable Webhook settings, Duration total, boolean insecureLoopback, Clock clock) {
    if (settings != null && !HttpGateway.permits(settings.url(), insecureLoopback)) {
      throw new IllegalArgumentException("A webhook is called by https");
    }
    this.settings = settings;
    this.total = total;
    this.clock = clock;
    this.signers = settings == null
        ? List.of()
        : settings.secrets().stream().map(Secret::reveal).map(com.standardwebhooks.Webhook::new).toList();
  }

  @Override
  public boolean configured() {
    return settings != null;
  }

  @Override
  public DeliveryResult deliver(UUID id, String body) {
    if (settings == null) {
      throw new IllegalStateException("There is nobody to deliver to");
    }
    long timestamp = clock.instant().getEpochSecond();
    HttpRequest request = HttpRequest.newBuilder(settings.url())
        .header("Content-Type", "application/json")
        .header("Accept-Encoding", "identity")
        .header("User-Agent", "cloud-aggregator")
        .header(com.standardwebhooks.Webhook.UNBRANDED_MSG_ID_KEY, id.toString())
        .header(com.standardwebhooks.Webhook.UNBRANDED_MSG_TIMESTAMP_KEY, Long.toString(timestamp))
        .header(com.standardwebhooks.Webhook.UNBRANDED_MSG_SIGNATURE_KEY, signatures(id, timestamp, body))
        .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))
        .build();
    return send(request);
  }

  /** One for each secret, so that the receiver may have either while they change. */
  private String signatures(UUID id, long timestamp, String body) {
    StringBuilder signatures = new StringBuilder();
    for (com.standardwebhooks.Webhook signer : signers) {
      try {
        signatures.append(signatures.isEmpty() ? "" : " ").append(signer.sign(id.toString(), timestamp, body));
      } catch (WebhookSigningException e) {
        throw new IllegalStateException("HMAC-SHA256 is not to be had", e);
      }
    }
    return signatures.toString();
  }

  private DeliveryResult send(HttpRequest request) {
    AtomicReference<ResponseInfo> head = new AtomicReference<>();
    CompletableFuture<HttpResponse<byte[]>> response = client.sendAsync(request, info -> {
      head.set(info);
      return new HttpGateway.CappedBody(MAX_BYTES);
    });
    String failure = NO_ANSWER;
    try {
      response.get(total.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      failure = isBeforeTheRequest(e.getCause()) ? UNREACHABLE : NO_ANSWER;
    } catch (TimeoutException e) {
      failure = NO_ANSWER;
    } finally {
      // Closes the connection of an answer that is still dripping; without effect on one that is complete.
      response.cancel(true);
    }
    ResponseInfo answer = head.get();
    return answer == null
        ? new DeliveryResult.Rejected(failure, null)
        : result(answer.statusCode(), answer.headers());
  }

  private static boolean isBeforeTheRequest(@Nullable Throwable fault) {
    return fault instanceof ConnectException
        || fault instanceof HttpConnectTimeoutException
        || fault instanceof SSLHandshakeException;
  }

  private DeliveryResult result(int status, HttpHeaders headers) {
    String text = Integer.toString(status);
    if (status >= 200 && status < 300) {
      return new DeliveryResult.Accepted(text);
    }
    return status == GONE
        ? new DeliveryResult.Gone(text)
        : new DeliveryResult.Rejected(text, HttpGateway.retryAfter(headers, clock));
  }

  /** Ends the deliveries that are under way. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
