package com.cloudaggregator.web;

import com.cloudaggregator.application.delivery.DeliveryFigures;
import com.cloudaggregator.application.delivery.DeliveryState;
import com.cloudaggregator.application.delivery.EventDelivery;
import com.cloudaggregator.application.webhook.InspectDeliveries;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.util.UriComponentsBuilder;

/** The deliveries as a page, for who asks for HTML, with a button for each of {@link WebhookApi}'s calls. */
@Controller
final class WebhookPage {
  private static final int ROWS = 25;

  private final InspectDeliveries deliveries;
  private final Texts texts;
  private final Clock clock;

  WebhookPage(InspectDeliveries deliveries, Texts texts, Clock clock) {
    this.deliveries = deliveries;
    this.texts = texts;
    this.clock = clock;
  }

  /**
   * A state to look at.
   *
   * @param events as text, since there may be more than were counted
   */
  record Tab(String state, String events, boolean current) {}

  /**
   * An event as a row.
   *
   * @param tone the class of the badge
   * @param status the message that says what came of the last attempt; null before it
   * @param due whether the next attempt is now, or is held back by an earlier event of the account
   * @param next when the next attempt is; null unless there is one that is not due yet
   */
  record Row(
      WebhookApi.Event event,
      String tone,
      ReadableTime created,
      @Nullable String status,
      boolean due,
      @Nullable ReadableTime next,
      @Nullable ReadableTime delivered) {}

  @GetMapping(path = "/ops/webhooks", produces = MediaType.TEXT_HTML_VALUE)
  String webhooks(Model model, HttpServletRequest request, HttpServletResponse response) {
    Locale language = texts.language(request);
    Query query = Query.of(request);
    WebhookApi.Wanted wanted = WebhookApi.Wanted.of(query);
    InspectDeliveries.Page page = deliveries.list(wanted.state(), wanted.account(), PageRequest.of(query).after(), ROWS);
    DeliveryFigures figures = deliveries.figures();
    OperatorPages.frame(model, "webhooks", request, response);
    model.addAttribute("tabs", Arrays.stream(DeliveryState.values())
        .map(state -> new Tab(WebhookApi.inSmall(state), counted(figures, state), state == wanted.state()))
        .toList());
    model.addAttribute("all", wanted.state() == null && wanted.account() == null);
    model.addAttribute("failed", figures.count(DeliveryState.FAILED));
    model.addAttribute("waits", figures.longestWait().toSeconds());
    model.addAttribute("retried", figures.retried());
    model.addAttribute("events", page.events().stream().map(event -> row(event, language)).toList());
    model.addAttribute("older", page.next().map(last -> older(wanted, last)).orElse(null));
    model.addAttribute("done", done(query));
    return "ops-webhooks";
  }

  private static String older(WebhookApi.Wanted wanted, UUID last) {
    var address = UriComponentsBuilder.fromPath("/ops/webhooks");
    if (wanted.state() != null) {
      address.queryParam("state", WebhookApi.inSmall(wanted.state()));
    }
    if (wanted.account() != null) {
      address.queryParam("account_id", wanted.account().value());
    }
    return address.queryParam("cursor", Identifiers.cursor(last)).toUriString();
  }

  private static String counted(DeliveryFigures figures, DeliveryState state) {
    return (figures.isWhole(state) ? "" : "≥ ") + figures.count(state);
  }

  private Row row(EventDelivery event, Locale language) {
    String tone = switch (event.state()) {
      case DELIVERED -> "good";
      case FAILED -> "bad";
      case DISCARDED -> "unseen";
      case PENDING -> event.lastStatus() == null ? "unseen" : "warn";
    };
    Instant next = event.nextAttemptAt();
    boolean due = next != null && !next.isAfter(clock.instant());
    return new Row(
        WebhookApi.Event.of(event),
        tone,
        ReadableTime.of(event.createdAt(), language),
        said(event.lastStatus()),
        due,
        next == null || due ? null : ReadableTime.of(next, language),
        event.deliveredAt() == null ? null : ReadableTime.of(event.deliveredAt(), language));
  }

  private static @Nullable String said(@Nullable String status) {
    return status == null || Character.isDigit(status.charAt(0)) ? null : "ops.webhooks.status." + status;
  }

  /** How many the button before has had delivered again, by its redirect; null when there was none. */
  private static @Nullable String done(Query query) {
    return query.atMostOnce("replayed")
        .filter(count -> count.matches("\\d{1,6}"))
        .map(count -> count.replaceFirst("^0+(?=.)", ""))
        .orElse(null);
  }

  @PostMapping(path = "/ops/webhooks/{event}/replay", produces = MediaType.TEXT_HTML_VALUE)
  @Nullable String replay(@PathVariable("event") String event, HttpServletResponse response) {
    UUID id = Identifiers.parse(event).orElseThrow(() -> new RefusedRequest(ErrorCode.NOT_FOUND));
    return switch (deliveries.replay(id)) {
      case REPLAYED -> PagesController.seeOther(response, "/ops/webhooks?replayed=1");
      case NOT_FOUND -> throw new RefusedRequest(ErrorCode.NOT_FOUND);
    };
  }

  @PostMapping(path = "/ops/webhooks/replay-failed", produces = MediaType.TEXT_HTML_VALUE)
  @Nullable String replayFailed(HttpServletResponse response) {
    return PagesController.seeOther(response, "/ops/webhooks?replayed=" + deliveries.replayFailed());
  }
}
