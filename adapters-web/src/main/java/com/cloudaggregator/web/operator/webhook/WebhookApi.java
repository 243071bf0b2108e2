package com.cloudaggregator.web.operator.webhook;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.webhook.DeliveryState;
import com.cloudaggregator.application.webhook.DeliveryStatistics;
import com.cloudaggregator.application.webhook.EndpointStatus;
import com.cloudaggregator.application.webhook.EventDelivery;
import com.cloudaggregator.application.webhook.EventFilter;
import com.cloudaggregator.application.webhook.InspectDeliveries;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.web.openapi.ApiCall;
import com.cloudaggregator.web.openapi.ApiGroup;
import com.cloudaggregator.web.openapi.ApiParameter;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
import com.cloudaggregator.web.request.Identifiers;
import com.cloudaggregator.web.request.PageRequest;
import com.cloudaggregator.web.request.QueryParameters;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Lists the deliveries of events to the host product and replays them, for operators. The security
 * configuration restricts {@code /ops/**}.
 */
@RestController
final class WebhookApi {
  /** A name of a type, known to this release or not. */
  private static final Pattern TYPE = Pattern.compile("[a-z_]{1,40}\\.[a-z_]{1,40}");

  private final InspectDeliveries deliveries;

  WebhookApi(InspectDeliveries deliveries) {
    this.deliveries = deliveries;
  }

  /**
   * A page of events, newest first.
   *
   * @param next the cursor of the next page; null on the last page
   */
  record WebhookEvents(
      List<WebhookEvent> events,
      @Nullable String next,
      DeliverySummary summary,
      WebhookEndpoint endpoint) {}

  /**
   * Whether events are sent.
   *
   * @param state {@code active}, {@code throttled} (it answered 429) or {@code disabled} (410)
   * @param lastStatus the answer that paused it; null if it is active
   * @param nextProbeAt when an event is sent to find out; null if it is active
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record WebhookEndpoint(
      String state, @Nullable String lastStatus, Instant since, @Nullable Instant nextProbeAt) {

    static WebhookEndpoint of(EndpointStatus endpoint) {
      return new WebhookEndpoint(
          endpoint.state().name().toLowerCase(Locale.ROOT),
          endpoint.lastStatus(),
          endpoint.since(),
          endpoint.nextProbeAt());
    }
  }

  /**
   * All deliveries.
   *
   * @param countedTo a state with this count may have more deliveries
   * @param retried deliveries with more than one attempt among the newest {@code countedTo}
   * @param longestWaitSeconds the age of the oldest pending event
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record DeliverySummary(
      long pending,
      long failed,
      long delivered,
      long discarded,
      int countedTo,
      long retried,
      long longestWaitSeconds) {

    static DeliverySummary of(DeliveryStatistics figures) {
      return new DeliverySummary(
          figures.count(DeliveryState.PENDING),
          figures.count(DeliveryState.FAILED),
          figures.count(DeliveryState.DELIVERED),
          figures.count(DeliveryState.DISCARDED),
          figures.countLimit(),
          figures.retried(),
          figures.longestWait().toSeconds());
    }
  }

  /**
   * One event.
   *
   * @param nextAttemptAt null unless pending; in the past while an earlier event of the account has
   *     to be delivered first
   * @param lastStatus an HTTP status, {@code unreachable} or {@code no_answer}; null before the
   *     first attempt
   * @param lastResponse the beginning of what the receiver wrote when it refused the last attempt;
   *     null if it wrote nothing
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record WebhookEvent(
      UUID id,
      String type,
      UUID accountId,
      long epoch,
      Instant createdAt,
      String state,
      int attempts,
      @Nullable Instant nextAttemptAt,
      @Nullable String lastStatus,
      @Nullable String lastResponse,
      @Nullable Instant deliveredAt) {

    static WebhookEvent of(EventDelivery event) {
      return new WebhookEvent(
          event.id(),
          event.type(),
          event.account().value(),
          event.epoch().value(),
          event.createdAt(),
          codeOf(event.state()),
          event.attempts(),
          event.nextAttemptAt(),
          event.lastStatus(),
          event.lastResponse().value().isEmpty() ? null : event.lastResponse().value(),
          event.deliveredAt());
    }
  }

  /** The number of events that are queued for delivery again. */
  record ReplayedEvents(long replayed) {}

  @ApiCall(
      group = ApiGroup.WEBHOOK,
      id = "listWebhookEvents",
      query = {
        ApiParameter.STATE,
        ApiParameter.TYPE,
        ApiParameter.ACCOUNT_ID,
        ApiParameter.USER_ID,
        ApiParameter.LIMIT,
        ApiParameter.CURSOR
      },
      answer =
          """
          {"events": [{"id": "0190a000-0000-7000-8000-00000000abcd", "type": "account.connected",
          "account_id": "0190a000-0000-7000-8000-00000000abcd", "epoch": 1, "created_at": "2026-11-25T10:00:00Z",
          "state": "pending", "attempts": 2, "next_attempt_at": "2026-11-25T10:05:00Z", "last_status": "500",
          "last_response": "unknown user", "delivered_at": null}], "next": null, "summary": {"pending": 1, "failed": 0, "delivered": 240, "discarded": 0,
          "counted_to": 10000, "retried": 1, "longest_wait_seconds": 0}, "endpoint": {"state": "active", "last_status": null,
          "since": "2026-11-25T09:00:00Z", "next_probe_at": null}}""")
  @GetMapping("/ops/webhooks")
  WebhookEvents list(QueryParameters query, PageRequest range, HttpServletResponse response) {
    EventFilter wanted = parseFilter(query);
    Slice<EventDelivery, UUID> page = deliveries.list(wanted, range.after(), range.limit());
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    return new WebhookEvents(
        page.items().stream().map(WebhookEvent::of).toList(),
        page.next().map(Identifiers::cursor).orElse(null),
        DeliverySummary.of(deliveries.readStatistics()),
        WebhookEndpoint.of(deliveries.readEndpoint()));
  }

  static EventFilter parseFilter(QueryParameters query) {
    return new EventFilter(
        query.atMostOnce("state").map(WebhookApi::parseState).orElse(null),
        findText(query, "type").map(WebhookApi::parseType).orElse(null),
        findText(query, "account_id")
            .map(text -> Identifiers.parse(text).orElseThrow(WebhookApi::invalidQuery))
            .map(AccountId::new)
            .orElse(null),
        findText(query, "user_id").map(WebhookApi::parseUser).orElse(null));
  }

  /** A form sends what is not filled in as an empty text. */
  private static Optional<String> findText(QueryParameters query, String name) {
    return query.atMostOnce(name).filter(text -> !text.isEmpty());
  }

  private static String parseType(String text) {
    if (!TYPE.matcher(text).matches()) {
      throw invalidQuery();
    }
    return text;
  }

  private static UserId parseUser(String text) {
    try {
      return new UserId(text);
    } catch (IllegalArgumentException e) {
      throw invalidQuery();
    }
  }

  @ApiCall(
      group = ApiGroup.WEBHOOK,
      id = "replayWebhookEvent",
      answer = "{\"replayed\": 1}",
      refuses = {ErrorCode.NOT_FOUND})
  @PostMapping("/ops/webhooks/{event}/replay")
  ReplayedEvents replay(@PathVariable("event") String event) {
    UUID id = Identifiers.parse(event).orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND));
    return switch (deliveries.replay(id)) {
      case REPLAYED -> new ReplayedEvents(1);
      case NOT_FOUND -> throw new ProblemException(ErrorCode.NOT_FOUND);
    };
  }

  @ApiCall(
      group = ApiGroup.WEBHOOK,
      id = "replayFailedWebhookEvents",
      answer = "{\"replayed\": 17}")
  @PostMapping("/ops/webhooks/replay-failed")
  ReplayedEvents replayFailed() {
    return new ReplayedEvents(deliveries.replayFailed());
  }

  private static DeliveryState parseState(String text) {
    return Arrays.stream(DeliveryState.values())
        .filter(state -> codeOf(state).equals(text))
        .findFirst()
        .orElseThrow(WebhookApi::invalidQuery);
  }

  private static ProblemException invalidQuery() {
    return new ProblemException(ErrorCode.VALIDATION_FAILED);
  }

  static String codeOf(DeliveryState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
