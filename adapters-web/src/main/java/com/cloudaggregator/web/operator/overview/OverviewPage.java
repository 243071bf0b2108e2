package com.cloudaggregator.web.operator.overview;

import com.cloudaggregator.application.overview.Measure;
import com.cloudaggregator.application.overview.Period;
import com.cloudaggregator.application.overview.ReadOverview;
import com.cloudaggregator.application.overview.ReadOverview.Overview;
import com.cloudaggregator.application.overview.ReadOverview.Problem;
import com.cloudaggregator.application.overview.ReadOverview.Span;
import com.cloudaggregator.application.overview.RecentEvent;
import com.cloudaggregator.application.overview.Standing;
import com.cloudaggregator.application.webhook.DeliveryState;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.RefusalCategory;
import com.cloudaggregator.web.operator.OperatorFrame;
import com.cloudaggregator.web.page.PageText;
import com.cloudaggregator.web.page.PageTexts;
import com.cloudaggregator.web.request.QueryParameters;
import com.cloudaggregator.web.text.Messages;
import com.cloudaggregator.web.text.ReadableTime;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The operators' first page. It has no JSON: every figure of it is a metric or another call. */
@Controller
final class OverviewPage {
  private final ReadOverview overview;
  private final Messages messages;
  private final PageTexts texts;

  OverviewPage(ReadOverview overview, Messages messages, PageTexts texts) {
    this.overview = overview;
    this.messages = messages;
    this.texts = texts;
  }

  /**
   * A line of what is wrong.
   *
   * @param link where to look
   */
  record ProblemLine(String code, String link) {}

  /**
   * A figure.
   *
   * @param link where its rows are; null if nowhere
   */
  record Tile(String name, String value, @Nullable String link) {}

  /**
   * Refusals of one category.
   *
   * @param signIns refused in 24 hours
   * @param accounts that are affected now
   */
  record RefusalRow(String category, long signIns, long accounts) {}

  /** A provider whose accounts need to be reconnected. */
  record ProviderCount(String name, long accounts) {}

  /** A period as a row of the chart's table. */
  record PeriodRow(Instant at, String text, List<Long> counts) {}

  /** An event as a row. */
  record EventRow(ReadableTime at, String kind, @Nullable String provider, @Nullable String link) {}

  @GetMapping(path = "/ops", produces = MediaType.TEXT_HTML_VALUE)
  String show(
      QueryParameters query,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    Locale language = messages.resolveLanguage(request);
    PageText text = texts.forLocale(language);
    Span span = query.single("span").filter("week"::equals).map(_ -> Span.WEEK).orElse(Span.DAY);
    Overview found = overview.read(span);
    OperatorFrame.addTo(model, "overview", response);
    model.addAttribute(
        "problems", found.problems().stream().map(OverviewPage::problemLine).toList());
    model.addAttribute("tiles", tiles(found));
    model.addAttribute(
        "needing",
        found.standing().needingReconnect().entrySet().stream()
            .map(each -> new ProviderCount(text.nameOf(each.getKey()), each.getValue()))
            .toList());
    model.addAttribute("refusals", refusals(found.standing()));
    model.addAttribute("week", span == Span.WEEK);
    model.addAttribute("chart", Chart.of(found.periods()));
    model.addAttribute("measures", Arrays.stream(Measure.values()).map(Chart::codeOf).toList());
    DateTimeFormatter format =
        DateTimeFormatter.ofLocalizedPattern(span == Span.WEEK ? "MMMd" : "Hm")
            .withLocale(language)
            .withZone(ZoneOffset.UTC);
    model.addAttribute(
        "periods", found.periods().stream().map(each -> periodRow(each, format)).toList());
    model.addAttribute(
        "events", found.recent().stream().map(each -> eventRow(each, language, text)).toList());
    return "ops-overview";
  }

  private static ProblemLine problemLine(Problem problem) {
    return new ProblemLine(
        codeOf(problem),
        switch (problem) {
          case CHECK_VIOLATED -> "/ops/verification";
          case CONFIGURATION_REFUSED -> "#refusals-title";
          case WEBHOOK_FAILED -> "/ops/webhooks?state=failed";
          case WEBHOOK_LATE -> "/ops/webhooks?state=pending";
          case JOB_LATE -> "#figures";
        });
  }

  private static List<Tile> tiles(Overview found) {
    Standing standing = found.standing();
    long failed = found.deliveries().count(DeliveryState.FAILED);
    long waiting = found.deliveries().count(DeliveryState.PENDING);
    return List.of(
        new Tile("conflicts", number(found.count(Measure.CONFLICTS)), null),
        new Tile("transfers", number(found.count(Measure.TRANSFERS)), null),
        new Tile("taken_back", number(standing.takenBack()), null),
        new Tile("failures", number(found.count(Measure.FAILURES)), null),
        new Tile("reconnects", number(found.count(Measure.RECONNECTS)), null),
        new Tile(
            "needs_reconnect",
            number(standing.needingReconnect().values().stream().mapToLong(Long::longValue).sum()),
            "/ops/accounts?status=needs_reconnect"),
        new Tile("frozen", number(standing.frozen()), "/ops/accounts?status=frozen"),
        new Tile("revocations", number(standing.revocationsPending()), null),
        new Tile("job_delay", standing.jobDelay().toSeconds() + " s", null),
        found.hasReceiver()
            ? new Tile("webhooks_failed", number(failed), "/ops/webhooks?state=failed")
            : new Tile("webhooks_kept", number(waiting), "/ops/webhooks"));
  }

  private static List<RefusalRow> refusals(Standing standing) {
    return Arrays.stream(RefusalCategory.values())
        .map(
            category ->
                new RefusalRow(
                    category.code(),
                    standing.refusals().getOrDefault(category, 0L),
                    standing.postponed().getOrDefault(category, 0L)
                        + standing.waiting().getOrDefault(category, 0L)))
        .toList();
  }

  private static PeriodRow periodRow(Period period, DateTimeFormatter format) {
    return new PeriodRow(
        period.from(),
        format.format(period.from()),
        Arrays.stream(Measure.values()).map(period::count).toList());
  }

  private static EventRow eventRow(RecentEvent event, Locale language, PageText text) {
    Provider provider = event.provider();
    return new EventRow(
        ReadableTime.of(event.at(), language),
        event.kind(),
        provider == null ? null : text.nameOf(provider),
        event.account() == null ? null : "/ops/accounts/" + event.account());
  }

  private static String number(long count) {
    return Long.toString(count);
  }

  private static String codeOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
