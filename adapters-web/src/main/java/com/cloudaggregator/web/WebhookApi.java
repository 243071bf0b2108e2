package com.cloudaggregator.web;

import com.cloudaggregator.application.delivery.DeliveryFigures;
import com.cloudaggregator.application.delivery.DeliveryState;
import com.cloudaggregator.application.delivery.EventDelivery;
import com.cloudaggregator.application.webhook.InspectDeliveries;
import com.cloudaggregator.domain.account.AccountId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Where an operator sees how the host product is told, and has it told again; {@code /ops/**} is guarded by the program. */
@RestController
final class WebhookApi {
  private final InspectDeliveries deliveries;

  WebhookApi(InspectDeliveries deliveries) {
    this.deliveries = deliveries;
  }

  /**
   * A page of events, newest first.
   *
   * @param next the cursor of the next page; null when this is the last
   */
  record Events(List<Event> events, @Nullable String next, Summary summary) {}

  /**
   * All deliveries.
   *
   * @param countedTo there may be more of a state whose count has reached it
   * @param retried of the newest {@code countedTo}, those that took more than one attempt
   * @param longestWaitSeconds how long that has been due which has been due longest
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Summary(
      long pending,
      long failed,
      long delivered,
      long discarded,
      int countedTo,
      long retried,
      long longestWaitSeconds) {

    static Summary of(DeliveryFigures figures) {
      return new Summary(
          figures.count(DeliveryState.PENDING),
          figures.count(DeliveryState.FAILED),
          figures.count(DeliveryState.DELIVERED),
          figures.count(DeliveryState.DISCARDED),
          figures.most(),
          figures.retried(),
          figures.longestWait().toSeconds());
    }
  }

  /**
   * One event.
   *
   * @param nextAttemptAt null unless pending; past while an earlier event of the account holds it back
   * @param lastStatus an HTTP status, {@code unreachable} or {@code no_answer}; null before the first attempt
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Event(
      UUID id,
      String type,
      UUID accountId,
      long epoch,
      Instant createdAt,
      String state,
      int attempts,
      @Nullable Instant nextAttemptAt,
      @Nullable String lastStatus,
      @Nullable Instant deliveredAt) {

    static Event of(EventDelivery event) {
      return new Event(
          event.id(),
          event.type(),
          event.account().value(),
          event.epoch().value(),
          event.createdAt(),
          inSmall(event.state()),
          event.attempts(),
          event.nextAttemptAt(),
          event.lastStatus(),
          event.deliveredAt());
    }
  }

  /** How many are delivered again. */
  record Replayed(long replayed) {}

  @ApiCall(
      id = "listWebhookEvents",
      query = {ApiParameter.STATE, ApiParameter.ACCOUNT_ID, ApiParameter.LIMIT, ApiParameter.CURSOR},
      answer = """
          {"events": [{"id": "0190a000-0000-7000-8000-00000000abcd", "type": "account.connected",
          "account_id": "0190a000-0000-7000-8000-00000000abcd", "epoch": 1, "created_at": "2026-11-25T10:00:00Z",
          "state": "pending", "attempts": 2, "next_attempt_at": "2026-11-25T10:05:00Z", "last_status": "500",
          "delivered_at": null}], "next": null, "summary": {"pending": 1, "failed": 0, "delivered": 240, "discarded": 0,
          "counted_to": 10000, "retried": 1, "longest_wait_seconds": 0}}""")
  @GetMapping("/ops/webhooks")
  Events events(HttpServletRequest request, HttpServletResponse response) {
    Query query = Query.of(request);
    Wanted wanted = Wanted.of(query);
    PageRequest range = PageRequest.of(query);
    InspectDeliveries.Page page =
        deliveries.list(wanted.state(), wanted.account(), range.after(), range.limit());
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    return new Events(
        page.events().stream().map(Event::of).toList(),
        page.next().map(Identifiers::cursor).orElse(null),
        Summary.of(deliveries.figures()));
  }

  /** Which events; null where all are. */
  record Wanted(@Nullable DeliveryState state, @Nullable AccountId account) {

    static Wanted of(Query query) {
      return new Wanted(
          query.atMostOnce("state").map(WebhookApi::state).orElse(null),
          query.atMostOnce("account_id")
              .map(text -> Identifiers.parse(text).orElseThrow(WebhookApi::invalid))
              .map(AccountId::new)
              .orElse(null));
    }
  }

  @ApiCall(
      id = "replayWebhookEvent",
      answer = "{\"replayed\": 1}",
      refuses = {ErrorCode.NOT_FOUND})
  @PostMapping("/ops/webhooks/{event}/replay")
  Replayed replay(@PathVariable("event") String event) {
    UUID id = Identifiers.parse(event).orElseThrow(() -> new RefusedRequest(ErrorCode.NOT_FOUND));
    return switch (deliveries.replay(id)) {
      case REPLAYED -> new Replayed(1);
      case NOT_FOUND -> throw new RefusedRequest(ErrorCode.NOT_FOUND);
    };
  }

  @ApiCall(id = "replayFailedWebhookEvents", answer = "{\"replayed\": 17}")
  @PostMapping("/ops/webhooks/replay-failed")
  Replayed replayFailed() {
    return new Replayed(deliveries.replayFailed());
  }

  private static DeliveryState state(String text) {
    return Arrays.stream(DeliveryState.values())
        .filter(state -> inSmall(state).equals(text))
        .findFirst()
        .orElseThrow(WebhookApi::invalid);
  }

  private static RefusedRequest invalid() {
    return new RefusedRequest(ErrorCode.VALIDATION_FAILED);
  }

  static String inSmall(DeliveryState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
