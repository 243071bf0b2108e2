package com.cloudaggregator.web.operator.webhook;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.webhook.DeliveryState;
import com.cloudaggregator.application.webhook.DeliveryStatistics;
import com.cloudaggregator.application.webhook.EventDelivery;
import com.cloudaggregator.application.webhook.EventFilter;
import com.cloudaggregator.application.webhook.InspectDeliveries;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.web.operator.OperatorFrame;
import com.cloudaggregator.web.page.Redirects;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
import com.cloudaggregator.web.request.Csv;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The deliveries as a page, for browsers that ask for HTML, with a button for each call of {@link
 * WebhookApi}.
 */
@Controller
final class WebhookPage {
  private static final int ROWS = 25;
  private static final int CSV_PART = 500;
  private static final String LIST = "/ops/webhooks";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The types to filter by (docs/webhooks.md). */
  private static final List<String> TYPES =
      List.of(
          "account.connected",
          "account.reconnected",
          "account.needs_reconnect",
          "account.released",
          "ownership.transferred");

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
  record StateTab(String state, String events, boolean current, String link) {}

  /**
   * An event as a row.
   *
   * @param tone the class of the badge
   * @param status the message key of the last attempt's result; null before the first
   * @param due whether the next attempt is due, or waits for an earlier event of the account
   * @param next the time of the next attempt; null if it is due, or if there is none
   * @param provider its name; empty if the event has expired meanwhile
   * @param user whose event it is; empty if the event has expired meanwhile
   * @param body as it is sent
   */
  record EventRow(
      WebhookApi.WebhookEvent event,
      String tone,
      ReadableTime created,
      @Nullable String status,
      boolean due,
      @Nullable ReadableTime next,
      @Nullable ReadableTime delivered,
      String provider,
      String user,
      String body) {}

  @GetMapping(path = "/ops/webhooks", produces = MediaType.TEXT_HTML_VALUE)
  String show(
      QueryParameters query,
      PageRequest range,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    Locale language = messages.resolveLanguage(request);
    EventFilter wanted = WebhookApi.parseFilter(query);
    Slice<EventDelivery, UUID> page = deliveries.list(wanted, range.after(), ROWS);
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
                        state == wanted.state(),
                        addressOf(LIST, wanted.with(state)).toUriString()))
            .toList());
    AccountId account = wanted.account();
    UserId user = wanted.user();
    model.addAttribute("all", wanted.state() == null);
    model.addAttribute("allLink", addressOf(LIST, wanted.with(null)).toUriString());
    model.addAttribute("csv", addressOf(LIST + ".csv", wanted).toUriString());
    model.addAttribute("state", wanted.state() == null ? null : WebhookApi.codeOf(wanted.state()));
    model.addAttribute("type", wanted.type());
    model.addAttribute("types", TYPES);
    model.addAttribute("account", account == null ? null : account.toString());
    model.addAttribute("user", user == null ? null : user.value());
    model.addAttribute("hasReceiver", deliveries.hasReceiver());
    model.addAttribute("receiver", deliveries.receiver().orElse(null));
    model.addAttribute(
        "endpoint", WebhookApi.WebhookEndpoint.of(deliveries.readEndpoint()).state());
    model.addAttribute("failed", figures.count(DeliveryState.FAILED));
    model.addAttribute("waits", figures.longestWait().toSeconds());
    model.addAttribute("retried", figures.retried());
    Map<UUID, String> bodies =
        deliveries.readPayloads(page.items().stream().map(EventDelivery::id).toList());
    model.addAttribute(
        "events",
        page.items().stream()
            .map(event -> toRow(event, bodies.getOrDefault(event.id(), ""), language))
            .toList());
    model.addAttribute(
        "older",
        page.next()
            .map(
                last ->
                    addressOf(LIST, wanted)
                        .queryParam("cursor", Identifiers.cursor(last))
                        .toUriString())
            .orElse(null));
    model.addAttribute("done", parseReplayed(query));
    return "ops-webhooks";
  }

  /** The address of this list or file with its filters. */
  private static UriComponentsBuilder addressOf(String path, EventFilter wanted) {
    var address = UriComponentsBuilder.fromPath(path);
    if (wanted.state() != null) {
      address.queryParam("state", WebhookApi.codeOf(wanted.state()));
    }
    if (wanted.type() != null) {
      address.queryParam("type", wanted.type());
    }
    if (wanted.account() != null) {
      address.queryParam("account_id", wanted.account().value());
    }
    if (wanted.user() != null) {
      // As a variable, since a plus sign would be read as a space.
      address.queryParam("user_id", "{user}").uriVariables(Map.of("user", wanted.user().value()));
    }
    return address;
  }

  private static String formatCount(DeliveryStatistics figures, DeliveryState state) {
    return (figures.isComplete(state) ? "" : "≥ ") + figures.count(state);
  }

  private EventRow toRow(EventDelivery event, String body, Locale language) {
    String tone =
        switch (event.state()) {
          case DELIVERED -> "good";
          case FAILED -> "bad";
          case DISCARDED -> "unseen";
          case PENDING -> event.lastStatus() == null ? "unseen" : "warn";
        };
    Instant next = event.nextAttemptAt();
    boolean due = next != null && !next.isAfter(clock.instant());
    JsonNode data = JSON.readTree(body.isEmpty() ? "{}" : body).path("data");
    return new EventRow(
        WebhookApi.WebhookEvent.of(event),
        tone,
        ReadableTime.of(event.createdAt(), language),
        statusKey(event.lastStatus()),
        due,
        next == null || due ? null : ReadableTime.of(next, language),
        event.deliveredAt() == null ? null : ReadableTime.of(event.deliveredAt(), language),
        data.path("provider").asString(""),
        data.path("user_id").asString(""),
        body);
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

  /** Delivers the ticked events again. */
  @PostMapping(path = "/ops/webhooks/replay", produces = MediaType.TEXT_HTML_VALUE)
  @Nullable String replaySelected(
      @RequestParam(name = "id", defaultValue = "") List<String> selected,
      HttpServletResponse response) {
    List<UUID> ids = selected.stream().map(Identifiers::parse).flatMap(Optional::stream).toList();
    return Redirects.seeOther(response, "/ops/webhooks?replayed=" + deliveries.replay(ids));
  }

  @GetMapping("/ops/webhooks.csv")
  ResponseEntity<String> export(QueryParameters query) {
    EventFilter wanted = WebhookApi.parseFilter(query);
    Csv table =
        new Csv(
            "id",
            "type",
            "account_id",
            "epoch",
            "created_at",
            "state",
            "attempts",
            "last_status",
            "last_response",
            "next_attempt_at",
            "delivered_at");
    UUID after = null;
    int rows = 0;
    do {
      Slice<EventDelivery, UUID> page = deliveries.list(wanted, after, CSV_PART);
      page.items().forEach(event -> addLine(table, event));
      rows += page.items().size();
      after = page.next().orElse(null);
    } while (after != null && rows < Csv.MAX_ROWS);
    return table.toResponse("webhooks.csv");
  }

  private static void addLine(Csv table, EventDelivery event) {
    table.add(
        event.id().toString(),
        event.type(),
        event.account().toString(),
        event.epoch().toString(),
        event.createdAt().toString(),
        WebhookApi.codeOf(event.state()),
        Integer.toString(event.attempts()),
        event.lastStatus(),
        event.lastResponse().value(),
        Objects.toString(event.nextAttemptAt(), null),
        Objects.toString(event.deliveredAt(), null));
  }

  @PostMapping(path = "/ops/webhooks/replay-failed", produces = MediaType.TEXT_HTML_VALUE)
  @Nullable String replayFailed(HttpServletResponse response) {
    return Redirects.seeOther(response, "/ops/webhooks?replayed=" + deliveries.replayFailed());
  }
}
