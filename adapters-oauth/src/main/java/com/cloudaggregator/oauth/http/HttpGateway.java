package com.cloudaggregator.oauth.http;

import com.cloudaggregator.oauth.CallStatus;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import tools.jackson.databind.JsonNode;

/**
 * Calls one provider within {@linkplain BoundedRequests bounds} and with a limit on concurrent
 * calls, so that a slow provider does not hold the threads of the others. Only JSON is accepted. No
 * part of a request or an answer gets into an exception or a log.
 */
public final class HttpGateway {
  private static final Pattern JSON =
      Pattern.compile("application/([a-z0-9.-]+\\+)?json", Pattern.CASE_INSENSITIVE);

  /** A call with less time left is not begun, since its answer would probably be lost. */
  private static final Duration LEAST_CALL = Duration.ofSeconds(1);

  private final BoundedRequests requests;
  private final Semaphore places;
  private final Duration leastCall;
  private final Clock clock;
  private final Calls calls;

  /**
   * @param maxConcurrentCalls others wait for a free place, for the connect timeout at most
   * @param calls is notified of each call
   */
  public HttpGateway(BoundedRequests requests, int maxConcurrentCalls, Clock clock, Calls calls) {
    this.calls = calls;
    this.requests = requests;
    this.clock = clock;
    this.places = new Semaphore(maxConcurrentCalls);
    this.leastCall = lesser(LEAST_CALL, requests.limits().total().dividedBy(2));
  }

  /** Learns of the end of each call. */
  @FunctionalInterface
  public interface Calls {
    void ended(CallStatus status, Duration took);
  }

  public Answer send(HTTPRequest request) {
    return send(request, requests.limits().longest());
  }

  /**
   * @param within the time that the caller has left; the limits hold as well
   */
  public Answer send(HTTPRequest request, Duration within) {
    return switch (exchange(request, within)) {
      case Outcome.Failed failed ->
          new Answer.Unavailable(false, null, failed.mayHaveHappened(), failed.reason());
      case Outcome.Received received -> answer(received);
    };
  }

  /**
   * Sends a request whose status alone matters.
   *
   * @return null if there was no answer in time, or no connection
   */
  public @Nullable Receipt deliver(HTTPRequest request) {
    return switch (exchange(request, requests.limits().longest())) {
      case Outcome.Failed _ -> null;
      case Outcome.Received(var status, var retryAfter, var body) ->
          new Receipt(status, retryAfter, body);
    };
  }

  private sealed interface Outcome {
    /**
     * @param body null if it is not a JSON object within the limits
     */
    record Received(int status, @Nullable Duration retryAfter, @Nullable JsonNode body)
        implements Outcome {}

    record Failed(CallStatus status, String reason) implements Outcome {
      boolean mayHaveHappened() {
        return status == CallStatus.NO_ANSWER;
      }
    }
  }

  private static Answer answer(Outcome.Received received) {
    int status = received.status();
    if (Receipt.isPassing(status)) {
      return new Answer.Unavailable(
          status == 429, received.retryAfter(), status != 429, Integer.toString(status));
    }
    if (status >= 400) {
      return new Answer.Refused(status, received.body());
    }
    return status >= 200 && status < 300 && received.body() != null
        ? new Answer.Success(received.body())
        : new Answer.Malformed();
  }

  private Outcome exchange(HTTPRequest request, Duration within) {
    Instant begun = clock.instant();
    Outcome outcome = exchange(request, within, begun.plus(within));
    calls.ended(
        switch (outcome) {
          case Outcome.Received received -> CallStatus.of(received.status());
          case Outcome.Failed failed -> failed.status();
        },
        Duration.between(begun, clock.instant()));
    return outcome;
  }

  private Outcome exchange(HTTPRequest request, Duration within, Instant deadline) {
    try {
      Duration wait = lesser(requests.limits().connect(), within);
      if (!places.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        return new Outcome.Failed(CallStatus.NOT_SENT, "too many calls at once");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed(CallStatus.NOT_SENT, "interrupted");
    }
    try {
      Duration left = Duration.between(clock.instant(), deadline);
      return left.compareTo(leastCall) < 0
          ? new Outcome.Failed(CallStatus.NOT_SENT, "too little time left")
          : call(request, left);
    } finally {
      places.release();
    }
  }

  private Outcome call(HTTPRequest request, Duration within) {
    try {
      ClientHttpRequest call =
          requests.create(request.getURI(), HttpMethod.valueOf(request.getMethod().name()), within);
      request.getHeaderMap().forEach(call.getHeaders()::addAll);
      call.getHeaders().setAccept(List.of(MediaType.APPLICATION_JSON));
      String body = request.getBody();
      if (body != null) {
        call.getBody().write(body.getBytes(StandardCharsets.UTF_8));
      }
      try (ClientHttpResponse response = call.execute()) {
        return received(response);
      }
    } catch (IOException e) {
      boolean isNotSent = BoundedRequests.isBeforeTheRequest(e);
      return isNotSent
          ? new Outcome.Failed(CallStatus.UNREACHABLE, "unreachable")
          : new Outcome.Failed(CallStatus.NO_ANSWER, "no answer");
    }
  }

  private Outcome received(ClientHttpResponse response) throws IOException {
    return new Outcome.Received(
        response.getStatusCode().value(),
        RetryAfter.of(response.getHeaders(), clock),
        body(response).orElse(null));
  }

  private static Optional<JsonNode> body(ClientHttpResponse response) throws IOException {
    try {
      byte[] body = response.getBody().readAllBytes();
      return isPlainJson(response.getHeaders()) ? Json.object(body) : Optional.empty();
    } catch (BoundedRequests.TooLongException e) {
      return Optional.empty();
    }
  }

  private static boolean isPlainJson(HttpHeaders headers) {
    String encoding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
    String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
    return (encoding == null || "identity".equalsIgnoreCase(encoding))
        && type != null
        && JSON.matcher(type.split(";", 2)[0].strip()).matches();
  }

  private static Duration lesser(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
