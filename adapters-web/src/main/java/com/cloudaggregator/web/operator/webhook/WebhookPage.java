package com.cloudaggregator.web.operator.webhook;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.webhook.DeliveryState;
import com.cloudaggregator.application.webhook.DeliveryStatistics;
import com.cloudaggregator.application.webhook.EventDelivery;
import com.cloudaggregator.application.webhook.InspectDeliveries;
import com.cloudaggregator.web.operator.OperatorFrame;
import com.cloudaggregator.web.page.Redirects;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
import com.cloudaggregator.web.request.Identifiers;
import com.cloudaggregator.web.request.PageRequest;
import com.cloudaggregator.web.request.QueryParameters;
import com.cloudaggregator.web.text.Messages;
import com.cloudaggregator.web.text.ReadableTime;
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

/**
 * The deliveries as a page, for browsers that ask for HTML, with a button for each call of {@link
 * WebhookApi}.
 */
@Controller
final class WebhookPage {
  private static final int ROWS = 25;

  private final InspectDeliveries deliveries;
  private final Messages messages;
  private final Clock clock;

  WebhookPage(InspectDeliveries deliveries, Messages messages, Clock clock) {
    this.deliveries = deliveries;
    this.messages = messages;
    this.clock = clock;
  }

  /**
   * A state to filter by.
   *
   * @param events the count as text, since there may be more than were counted
   */
  record StateTab(String state, String events, boolean current) {}

  /**
   * An event as a row.
   *
   * @param tone the class of the badge
   * @param status the message key of the last attempt's result; null before the first
   * @param due whether the next attempt is due, or waits for an earlier event of the account
   * @param next the time of the next attempt; null if it is due, or if there is none
   */
  record EventRow(
      WebhookApi.WebhookEvent event,
      String tone,
      ReadableTime created,
      @Nullable String status,
      boolean due,
      @Nullable ReadableTime next,
      @Nullable ReadableTime delivered) {}

  @GetMapping(path = "/ops/webhooks", produces = MediaType.TEXT_HTML_VALUE)
  String show(
      QueryParameters query,
      PageRequest range,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    Locale language = messages.resolveLanguage(request);
    WebhookApi.EventFilter wanted = WebhookApi.EventFilter.of(query);
    Slice<EventDelivery, UUID> page =
        deliveries.list(wanted.state(), wanted.account(), range.after(), ROWS);
    DeliveryStatistics figures = deliveries.readStatistics();
    OperatorFrame.addTo(model, "webhooks", response);
    model.addAttribute(
        "tabs",
        Arrays.stream(DeliveryState.values())
            .map(
                state ->
                    new StateTab(
                        WebhookApi.codeOf(state),
                        formatCount(figures, state),
                        state == wanted.state()))
            .toList());
    model.addAttribute("all", wanted.state() == null && wanted.account() == null);
    model.addAttribute(
        "endpoint", WebhookApi.WebhookEndpoint.of(deliveries.readEndpoint()).state());
    model.addAttribute("failed", figures.count(DeliveryState.FAILED));
    model.addAttribute("waits", figures.longestWait().toSeconds());
    model.addAttribute("retried", figures.retried());
    model.addAttribute(
        "events", page.items().stream().map(event -> toRow(event, language)).toList());
    model.addAttribute("older", page.next().map(last -> linkOlder(wanted, last)).orElse(null));
    model.addAttribute("done", parseReplayed(query));
    return "ops-webhooks";
  }

  private static String linkOlder(WebhookApi.EventFilter wanted, UUID last) {
    var address = UriComponentsBuilder.fromPath("/ops/webhooks");
    if (wanted.state() != null) {
      address.queryParam("state", WebhookApi.codeOf(wanted.state()));
    }
    if (wanted.account() != null) {
      address.queryParam("account_id", wanted.account().value());
    }
    return address.queryParam("cursor", Identifiers.cursor(last)).toUriString();
  }

  private static String formatCount(DeliveryStatistics figures, DeliveryState state) {
    return (figures.isComplete(state) ? "" : "≥ ") + figures.count(state);
  }

  private EventRow toRow(EventDelivery event, Locale language) {
    String tone =
        switch (event.state()) {
          case DELIVERED -> "good";
          case FAILED -> "bad";
          case DISCARDED -> "unseen";
          case PENDING -> event.lastStatus() == null ? "unseen" : "warn";
        };
    Instant next = event.nextAttemptAt();
    boolean due = next != null && !next.isAfter(clock.instant());
    return new EventRow(
        WebhookApi.WebhookEvent.of(event),
        tone,
        ReadableTime.of(event.createdAt(), language),
        statusKey(event.lastStatus()),
        due,
        next == null || due ? null : ReadableTime.of(next, language),
        event.deliveredAt() == null ? null : ReadableTime.of(event.deliveredAt(), language));
  }

  private static @Nullable String statusKey(@Nullable String status) {
    return status == null || Character.isDigit(status.charAt(0))
        ? null
        : "ops.webhooks.status." + status;
  }

  /** The number of events that the last form queued, from the redirect; null if there was none. */
  private static @Nullable String parseReplayed(QueryParameters query) {
    return query
        .atMostOnce("replayed")
        .filter(count -> count.matches("\\d{1,6}"))
        .map(count -> count.replaceFirst("^0+(?=.)", ""))
        .orElse(null);
  }

  @PostMapping(path = "/ops/webhooks/{event}/replay", produces = MediaType.TEXT_HTML_VALUE)
  @Nullable String replay(@PathVariable("event") String event, HttpServletResponse response) {
    UUID id = Identifiers.parse(event).orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND));
    return switch (deliveries.replay(id)) {
      case REPLAYED -> Redirects.seeOther(response, "/ops/webhooks?replayed=1");
      case NOT_FOUND -> throw new ProblemException(ErrorCode.NOT_FOUND);
    };
  }

  @PostMapping(path = "/ops/webhooks/replay-failed", produces = MediaType.TEXT_HTML_VALUE)
  @Nullable String replayFailed(HttpServletResponse response) {
    return Redirects.seeOther(response, "/ops/webhooks?replayed=" + deliveries.replayFailed());
  }
}
