package com.cloudaggregator.web.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.connect.RecordCallbackPages;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.application.provider.ListProviders;
import com.cloudaggregator.application.testing.CountedIds;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.application.webhook.DeliveryState;
import com.cloudaggregator.application.webhook.EndpointStatus;
import com.cloudaggregator.application.webhook.InMemoryOutbox;
import com.cloudaggregator.application.webhook.InspectDeliveries;
import com.cloudaggregator.application.webhook.Outbox.Channel;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.webtest.ScriptedPorts;
import com.cloudaggregator.webtest.Site;
import com.cloudaggregator.webtest.TestAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** The deliveries, as JSON and as a page. */
class WebhooksTest {
  private static final String BROWSER =
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  private static final Path PICTURES = Path.of("target", "pages");
  private static final String UNKNOWN = "0190a000-0000-7000-8000-00000000abcd";

  private final TestClock clock = new TestClock();
  private final CountedIds ids = new CountedIds();
  private final InMemoryOutbox outbox = new InMemoryOutbox(clock, ids);
  private final MockMvcTester mvc =
      TestAdapter.mvc(
          TestAdapter.start(
              TestAdapter.settings(URI.create("https://app.example")),
              clock,
              new InspectDeliveries(outbox, "hooks.example"),
              new ListNotices(new ScriptedPorts()),
              new ListProviders(new ScriptedPorts()),
              new RecordCallbackPages(event -> {})));

  private final UUID failed = addEvent(DeliveryState.FAILED, "410");
  private final UUID delivered = addEvent(DeliveryState.DELIVERED, "204");
  private final UUID refused = addEvent(DeliveryState.PENDING, "500");
  private final UUID waiting = outbox.tell(new AccountId(ids.newId()));

  private UUID addEvent(DeliveryState state, String status) {
    UUID event = outbox.tell(new AccountId(ids.newId()));
    var due = outbox.claim(Channel.WEBHOOK, Duration.ofMinutes(1)).orElseThrow();
    if (state == DeliveryState.PENDING) {
      outbox.postpone(due, Duration.ofMinutes(5), status);
    } else {
      outbox.settle(due, state, status);
    }
    return event;
  }

  private MvcTestResult get(String address, String accept, String language) {
    return mvc.get()
        .uri(URI.create(address))
        .header("Accept", accept)
        .header("Accept-Language", language)
        .requestAttr("_csrf", new Site.CsrfToken("_csrf", "X-CSRF-TOKEN", "csrf-of-the-session"))
        .exchange();
  }

  private MvcTestResult post(String address, String accept) {
    return mvc.post().uri(URI.create(address)).header("Accept", accept).exchange();
  }

  private static String text(MvcTestResult answer) {
    assertThat(answer).hasStatusOk().hasContentTypeCompatibleWith(MediaType.TEXT_HTML);
    return new String(answer.getResponse().getContentAsByteArray(), StandardCharsets.UTF_8)
        .replaceAll("\\s+", " ");
  }

  /** Writes the page to {@code target/pages}, as {@link Site} does. */
  private static String picture(String name, MvcTestResult answer) {
    try {
      Files.createDirectories(PICTURES);
      Files.write(PICTURES.resolve(name + ".html"), answer.getResponse().getContentAsByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text(answer);
  }

  private String row(String page, UUID event) {
    int begin = page.indexOf("data-event=\"" + event);
    return page.substring(begin, page.indexOf("</li>", begin));
  }

  @Test
  void pageShowsTheStateAndTheNextAttemptOfEachEvent() {
    String page = picture("ops-webhooks-en", get("/ops/webhooks", BROWSER, "en"));

    assertThat(page)
        .contains(
            "<html lang=\"en\"", "class=\"message bad\" id=\"summary\"", "id=\"replay-failed\"")
        .contains(
            "data-count=\"failed\">1<", "data-count=\"pending\">2<", "data-count=\"delivered\">1<")
        .contains("href=\"/ops/verification\"", "href=\"/ops/keys\"")
        .contains("href=\"/ops/webhooks\" aria-current=\"page\"")
        .doesNotContain("??", "<style", " style=", " th:");
    assertThat(row(page, failed)).contains("Failed", "410").doesNotContain("next attempt");
    assertThat(row(page, delivered)).contains("Delivered", "204", "delivered</span>");
    assertThat(row(page, refused))
        .contains("500", "next attempt</span> <time datetime=\"2026-03-01T12:05:00Z\"");
    assertThat(row(page, waiting)).contains("due now").doesNotContain("last response");
    assertThat(row(page, failed))
        .contains(
            "method=\"post\" action=\"/ops/webhooks/" + failed + "/replay\"",
            "name=\"_csrf\" value=\"csrf-of-the-session\"");
  }

  @Test
  void pageIsTranslated() {
    assertThat(picture("ops-webhooks-es", get("/ops/webhooks?replayed=1", BROWSER, "es")))
        .contains(
            "<html lang=\"es\"",
            "Entregas del webhook",
            "Entregar otra vez",
            "Fallidos",
            "próximo intento");
  }

  @Test
  void areListedByState() {
    String page = text(get("/ops/webhooks?state=failed", BROWSER, "en"));

    assertThat(page).contains("data-event=\"" + failed).doesNotContain("data-event=\"" + delivered);
    assertThat(page).contains("state=failed\" aria-current=\"true\"");
  }

  @Test
  void pagingKeepsTheState() {
    IntStream.range(0, 30).forEach(_ -> outbox.tell(new AccountId(ids.newId())));

    String page = text(get("/ops/webhooks?state=pending", BROWSER, "en"));

    assertThat(page.split("data-event=", -1)).hasSize(26);
    String older =
        page.replaceAll("(?s).*id=\"older\" href=\"([^\"]+)\".*", "$1").replace("&amp;", "&");
    assertThat(older).startsWith("/ops/webhooks?state=pending&").contains("cursor=");
    assertThat(text(get(older, BROWSER, "en")).split("data-event=", -1)).hasSize(8);
  }

  @Test
  void areListedByUserAlsoOnTheNextPageAndInTheFile() {
    AccountId account = new AccountId(ids.newId());
    outbox.own(account, new UserId("a+b&c"));
    IntStream.range(0, 30).forEach(_ -> outbox.tell(account));

    String page = text(get("/ops/webhooks?user_id=a%2Bb%26c", BROWSER, "en"));

    assertThat(page)
        .contains("name=\"user_id\"", "value=\"a+b&amp;c\"", "state=failed&amp;user_id=a%2Bb%26c");
    String older =
        page.replaceAll("(?s).*id=\"older\" href=\"([^\"]+)\".*", "$1").replace("&amp;", "&");
    assertThat(text(get(older, BROWSER, "en")).split("data-event=", -1)).hasSize(6);
    assertThat(
            get("/ops/webhooks.csv?user_id=a%2Bb%26c", "*/*", "en")
                .getResponse()
                .getContentAsByteArray())
        .asString(StandardCharsets.UTF_8)
        .hasLineCount(31);
    assertThat(get("/ops/webhooks?user_id=nobody", "application/json", "en"))
        .bodyJson()
        .extractingPath("$.events")
        .asArray()
        .isEmpty();
  }

  @Test
  void aFormReplaysOneEvent() {
    assertThat(post("/ops/webhooks/" + failed + "/replay", BROWSER))
        .hasStatus(303)
        .hasHeader("Location", "/ops/webhooks?replayed=1");

    String page = text(get("/ops/webhooks?replayed=1", BROWSER, "en"));
    assertThat(page).contains("Queued for delivery:</span> <b>1</b>");
    assertThat(row(page, failed)).contains("data-state=\"pending\"");
  }

  @ParameterizedTest
  @CsvSource({"text/html,303", "application/json,200", "*/*,200"})
  void replaysAllFailedEvents(String accept, int status) {
    addEvent(DeliveryState.FAILED, "no_answer");

    assertThat(post("/ops/webhooks/replay-failed", accept)).hasStatus(status);

    assertThat(outbox.list(DeliveryState.FAILED, null, null, 10)).isEmpty();
  }

  @Test
  void pageSaysIfNoEventHadFailed() {
    assertThat(text(get("/ops/webhooks?replayed=0", BROWSER, "en")))
        .contains("There were no failed events");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "%3Cb%3E", "12345678"})
  void doNotRepeatAnInvalidCount(String count) {
    assertThat(text(get("/ops/webhooks?replayed=" + count, BROWSER, "en")))
        .doesNotContain("id=\"done\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {UNKNOWN, "nonsense"})
  void anUnknownEventIsNotFound(String event) {
    assertThat(post("/ops/webhooks/" + event + "/replay", "application/json"))
        .hasStatus(404)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("not_found");
  }

  @Test
  void pageSaysThatTheEndpointIsPausedAndOneActionResumesIt() {
    assertThat(text(get("/ops/webhooks", BROWSER, "en"))).doesNotContain("id=\"endpoint\"");
    var due = outbox.claim(Channel.WEBHOOK, Duration.ofMinutes(1)).orElseThrow();
    outbox.pause(due, EndpointStatus.State.DISABLED, "410", Duration.ofMinutes(1));

    assertThat(text(get("/ops/webhooks", BROWSER, "en")))
        .contains("id=\"endpoint\"", "answered 410", "id=\"replay-failed\"");
    assertThat(text(get("/ops/webhooks", BROWSER, "es"))).contains("respondió 410");

    post("/ops/webhooks/replay-failed", "application/json");
    assertThat(outbox.readEndpoint().state()).isEqualTo(EndpointStatus.State.ACTIVE);
  }

  @Test
  void areJsonUnlessHtmlIsRequested() {
    assertThat(get("/ops/webhooks?state=failed", "application/json", "en"))
        .hasStatusOk()
        .hasContentTypeCompatibleWith(MediaType.APPLICATION_JSON)
        .bodyJson()
        .isStrictlyEqualTo(
            """
            {"events": [{"id": "%s", "type": "account.connected", "account_id": "%s", "epoch": 1,
              "created_at": "2026-03-01T12:00:00Z", "state": "failed", "attempts": 1, "next_attempt_at": null,
              "last_status": "410", "last_response": null, "delivered_at": null}], "next": null,
             "summary": {"pending": 2, "failed": 1, "delivered": 1, "discarded": 0, "counted_to": 10000,
              "retried": 0, "longest_wait_seconds": 0},
             "endpoint": {"state": "active", "last_status": null, "since": "1970-01-01T00:00:00Z", "next_probe_at": null}}"""
                .formatted(
                    failed,
                    outbox.list(DeliveryState.FAILED, null, null, 1).getFirst().account().value()));
    assertThat(post("/ops/webhooks/" + failed + "/replay", "application/json"))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo("{\"replayed\": 1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state=lost",
        "user_id=%0A",
        "state=failed&state=failed",
        "account_id=x",
        "cursor=x"
      })
  void refuseInvalidParameters(String query) {
    assertThat(get("/ops/webhooks?" + query, "application/json", "en"))
        .hasStatus(400)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("validation_failed");
  }

  @Test
  void pageWarnsOfEventsThatAreOverdue() {
    outbox.empty();
    outbox.tell(new AccountId(ids.newId()));
    clock.advance(Duration.ofSeconds(90));

    assertThat(text(get("/ops/webhooks", BROWSER, "en")))
        .contains("class=\"message warn\" id=\"summary\"", "data-count=\"waits\">90<");
  }

  @Test
  void pageIsEmptyWithoutEvents() {
    outbox.empty();

    assertThat(text(get("/ops/webhooks", BROWSER, "en")))
        .contains("class=\"message good\" id=\"summary\"", "id=\"none\"")
        .doesNotContain("replay-failed");
  }
}
