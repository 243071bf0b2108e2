package com.cloudaggregator.oauth;

import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Calls one provider and lets it do no harm: one deadline over connection, headers and body; a cap on bytes; no
 * redirects, no compression, nothing but JSON; and a bound on concurrent calls, so that one slow provider does not hold
 * the threads of all. Nothing of a request or an answer gets into an exception or a log.
 */
final class HttpGateway implements AutoCloseable {
  private static final Pattern JSON =
      Pattern.compile("application/([a-z0-9.-]+\\+)?json", Pattern.CASE_INSENSITIVE);
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
  private static final Answer NOT_SENT = new Answer.Unavailable(false, null, false);
  private static final Answer LOST = new Answer.Unavailable(false, null, true);

  private final HttpClient client;
  private final Limits limits;
  private final Clock clock;
  private final Semaphore bulkhead;

  /**
   * @param connect of one connection, and the longest wait for a free place among the concurrent calls
   * @param total of one call
   * @param maxBytes of one body
   */
  record Limits(Duration connect, Duration total, int maxBytes, int maxConcurrentCalls, boolean insecureLoopback) {}

  /** What came back. */
  sealed interface Answer {
    /** 2xx with a JSON object. */
    record Success(JsonNode body) implements Answer {
      @Override
      public String toString() {
        return "Success[…]";
      }
    }

    /**
     * 4xx, 429 excepted.
     *
     * @param body null when it is no JSON object
     */
    record Refused(int status, @Nullable JsonNode body) implements Answer {
      @Override
      public String toString() {
        return "Refused[" + status + "]";
      }
    }

    /**
     * Something that may be better in a while: no connection, no time, 429, 5xx.
     *
     * @param rateLimited whether it was 429
     * @param retryAfter how long we are asked to wait (RFC 9110, section 10.2.3); null when not asked
     * @param mayHaveHappened whether the request may have been carried out all the same
     */
    record Unavailable(boolean rateLimited, @Nullable Duration retryAfter, boolean mayHaveHappened)
        implements Answer {}

    /** Something that no provider of good faith and configuration answers. */
    record Malformed() implements Answer {}
  }

  HttpGateway(Limits limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
    this.bulkhead = new Semaphore(limits.maxConcurrentCalls());
    this.client = HttpClient.newBuilder()
        .connectTimeout(limits.connect())
        .followRedirects(HttpClient.Redirect.NEVER)
        .version(HttpClient.Version.HTTP_1_1)
        .build();
  }

  /** Whether an address may be called at all: https, or plain http on this machine where that is allowed. */
  static boolean permits(URI address, boolean insecureLoopback) {
    String host = address.getHost();
    if (host == null || address.getScheme() == null || address.getRawUserInfo() != null
        || address.getRawFragment() != null) {
      return false;
    }
    return switch (address.getScheme().toLowerCase(Locale.ROOT)) {
      case "https" -> true;
      case "http" -> insecureLoopback && LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
      default -> false;
    };
  }

  Answer send(HTTPRequest request) {
    return send(request, limits.connect().plus(limits.total()));
  }

  /** @param within what the caller has left; the limits hold all the same */
  Answer send(HTTPRequest request, Duration within) {
    return exchange(request, within, this::answer, NOT_SENT, LOST);
  }

  /**
   * Sends something of which the status is the answer, whatever comes with it.
   *
   * @return null when there was no answer in time, or no connection
   */
  @Nullable Receipt deliver(HTTPRequest request) {
    return exchange(
            request,
            limits.connect().plus(limits.total()),
            response -> Optional.of(
                new Receipt(response.statusCode(), retryAfter(response.headers(), clock), body(response).orElse(null))),
            Optional.<Receipt>empty(),
            Optional.<Receipt>empty())
        .orElse(null);
  }

  /**
   * How something that was sent was received.
   *
   * @param retryAfter as in {@link Answer.Unavailable}
   * @param body null when it is no JSON object
   */
  record Receipt(int status, @Nullable Duration retryAfter, @Nullable JsonNode body) {
    boolean isSuccess() {
      return status >= 200 && status < 300;
    }

    /** 4xx, 429 excepted. */
    boolean isRefusal() {
      return status >= 400 && status < 500 && status != 429;
    }

    @Override
    public String toString() {
      return "Receipt[" + status + "]";
    }
  }

  /**
   * @param notSent what it means when nothing was sent
   * @param lost what it means when no answer came
   */
  private <T> T exchange(
      HTTPRequest request, Duration within, Function<HttpResponse<byte[]>, T> read, T notSent, T lost) {
    if (!permits(request.getURI(), limits.insecureLoopback())) {
      throw new IllegalArgumentException("A provider is called by https");
    }
    try {
      if (!bulkhead.tryAcquire(lesser(limits.connect(), within).toNanos(), TimeUnit.NANOSECONDS)) {
        return notSent;
      }
      try {
        return sendWithin(request, lesser(limits.total(), within), read, notSent, lost);
      } finally {
        bulkhead.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return lost;
    }
  }

  private static Duration lesser(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private <T> T sendWithin(
      HTTPRequest request, Duration time, Function<HttpResponse<byte[]>, T> read, T notSent, T lost)
      throws InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(translate(request), head -> new CappedBody(limits.maxBytes()));
    try {
      return read.apply(response.get(time.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return lost;
    } catch (ExecutionException e) {
      return isBeforeTheRequest(e.getCause()) ? notSent : lost;
    } finally {
      // Closes the connection of an answer that is still dripping; without effect on one that is complete.
      response.cancel(true);
    }
  }

  private static boolean isBeforeTheRequest(@Nullable Throwable fault) {
    return fault instanceof ConnectException
        || fault instanceof HttpConnectTimeoutException
        || fault instanceof SSLHandshakeException;
  }

  private static HttpRequest translate(HTTPRequest request) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(request.getURI());
    request.getHeaderMap().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
    String body = request.getBody();
    return builder
        .setHeader("Accept", "application/json")
        .setHeader("Accept-Encoding", "identity")
        .method(
            request.getMethod().name(),
            body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
        .build();
  }

  private Answer answer(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 429 || status >= 500) {
      return new Answer.Unavailable(status == 429, retryAfter(response.headers(), clock), status != 429);
    }
    if (status >= 400) {
      return new Answer.Refused(status, body(response).orElse(null));
    }
    return status < 200 || status >= 300
        ? new Answer.Malformed()
        : body(response).<Answer>map(Answer.Success::new).orElseGet(Answer.Malformed::new);
  }

  private Optional<JsonNode> body(HttpResponse<byte[]> response) {
    return response.body().length > limits.maxBytes() || !isPlainJson(response)
        ? Optional.empty()
        : Json.object(response.body());
  }

  /** Seconds or a date; capped, since nobody is put off for a year by a slip of theirs. */
  static @Nullable Duration retryAfter(HttpHeaders headers, Clock clock) {
    String value = headers.firstValue("Retry-After").map(String::strip).orElse("");
    Duration wait;
    if (SECONDS.matcher(value).matches()) {
      wait = Duration.ofSeconds(Long.parseLong(value));
    } else {
      try {
        Instant date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
        wait = Duration.between(clock.instant(), date);
      } catch (DateTimeParseException e) {
        return null;
      }
    }
    return wait.isNegative() ? Duration.ZERO : lesser(wait, LONGEST_WAIT);
  }

  private static boolean isPlainJson(HttpResponse<byte[]> response) {
    String encoding = response.headers().firstValue("Content-Encoding").orElse("identity");
    String type = response.headers().firstValue("Content-Type").orElse("").split(";", 2)[0].strip();
    return "identity".equalsIgnoreCase(encoding) && JSON.matcher(type).matches();
  }

  /** Ends the calls that are under way. */
  @Override
  public void close() {
    client.shutdownNow();
  }

  /** Takes at most one byte more than allowed, by which the excess is seen, and then lets go of the connection. */
  static final class CappedBody implements BodySubscriber<byte[]> {
    private final int maxBytes;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    CappedBody(int maxBytes) {
      this.maxBytes = maxBytes;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        byte[] bytes = new byte[(int) Math.min(buffer.remaining(), maxBytes + 1L - received.size())];
        buffer.get(bytes);
        received.writeBytes(bytes);
      }
      if (received.size() > maxBytes && subscription != null) {
        subscription.cancel();
        body.complete(received.toByteArray());
      }
    }

    @Override
    public void onError(Throwable fault) {
      body.completeExceptionally(fault);
    }

    @Override
    public void onComplete() {
      body.complete(received.toByteArray());
    }
  }
}
