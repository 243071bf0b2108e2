package com.cloudaggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.delivery.DeliveryState;
import com.cloudaggregator.application.keys.ReadKeys;
import com.cloudaggregator.application.keys.VerifyKeys;
import com.cloudaggregator.application.port.CountedIds;
import com.cloudaggregator.application.port.InMemoryKeyReports;
import com.cloudaggregator.application.port.InMemoryOutbox;
import com.cloudaggregator.application.port.InMemorySealedSecrets;
import com.cloudaggregator.application.port.KeyReports.Tally;
import com.cloudaggregator.application.port.KeyReports.Task;
import com.cloudaggregator.application.port.RingVault;
import com.cloudaggregator.application.port.SigningKeys;
import com.cloudaggregator.application.port.TestClock;
import com.cloudaggregator.application.webhook.InspectDeliveries;
import com.cloudaggregator.domain.account.AccountId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;
import tools.jackson.databind.json.JsonMapper;

/** The operators' pages of keys and webhooks, and their calls; who may not come here is told in bootstrap's tests. */
class OperatorPagesTest {
  private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  private static final Path PICTURES = Path.of("target", "pages");
  private static final String UNKNOWN = "0190a000-0000-7000-8000-00000000abcd";

  private final TestClock clock = new TestClock();
  private final CountedIds ids = new CountedIds();
  private final InMemoryOutbox outbox = new InMemoryOutbox(clock, ids);
  private final InMemorySealedSecrets secrets = new InMemorySealedSecrets();
  private final InMemoryKeyReports reports = new InMemoryKeyReports(clock);
  private final RingVault vault = new RingVault("v1");
  private final MockMvcTester mvc = site();

  /** Nothing is signed. */
  private static final class NothingSigned implements SigningKeys {
    @Override
    public Set<String> keys() {
      return Set.of();
    }

    @Override
    public Optional<Instant> goodUntil(String key) {
      return Optional.empty();
    }
  }

  private MockMvcTester site() {
    var settings = new WebAdapter.Settings(
        URI.create("https://app.example"), URI.create("https://app.example"), "Cloud Aggregator", List.of(),
        Optional.empty(), List.of(), false);
    var messages = new ResourceBundleMessageSource();
    messages.setBasenames("messages", "errors", "api", "ops");
    messages.setDefaultEncoding("UTF-8");
    messages.setFallbackToSystemLocale(false);
    var templates = new ClassLoaderTemplateResolver();
    templates.setPrefix("templates/");
    templates.setSuffix(".html");
    templates.setCharacterEncoding("UTF-8");
    var engine = new SpringTemplateEngine();
    engine.setTemplateResolver(templates);
    engine.setTemplateEngineMessageSource(messages);
    var views = new ThymeleafViewResolver();
    views.setTemplateEngine(engine);
    views.setCharacterEncoding("UTF-8");
    views.addStaticVariable("frame", PageFrame.of(settings));
    var languages = new Languages(settings);
    var texts = new Texts(messages, languages);
    var deliveries = new InspectDeliveries(outbox);
    var keys = new ReadKeys(vault, secrets, new NothingSigned(), reports, clock, Duration.ofMinutes(10));
    var verification = new VerifyKeys(secrets, vault, reports);
    return MockMvcTester.create(MockMvcBuilders.standaloneSetup(
            new WebhookApi(deliveries), new WebhookPage(deliveries, texts, clock),
            new KeysApi(keys, verification, texts), new KeysPage(keys, verification, texts))
        .setControllerAdvice(
            new Refusals(new ProblemAnswers(texts, JsonMapper.builder().build(), settings, UUID::randomUUID)),
            new OperatorPages())
        .setViewResolvers(views)
        .setLocaleResolver(languages)
        .addInterceptors(languages)
        .build());
  }

  private MvcTestResult get(String address, String accept, String language) {
    return mvc.get().uri(URI.create(address)).header("Accept", accept).header("Accept-Language", language)
        .requestAttr("_csrf", new Site.CsrfToken("_csrf", "X-CSRF-TOKEN", "csrf-of-the-session"))
        .exchange();
  }

  private MvcTestResult post(String address, String accept) {
    return mvc.post().uri(URI.create(address)).header("Accept", accept).exchange();
  }

  private static String text(MvcTestResult answer) {
    assertThat(answer).hasStatusOk().hasContentTypeCompatibleWith(MediaType.TEXT_HTML);
    return new String(answer.getResponse().getContentAsByteArray(), StandardCharsets.UTF_8).replaceAll("\\s+", " ");
  }

  /** As {@link Site} does, so that the page can be looked at. */
  private static String picture(String name, MvcTestResult answer) {
    try {
      Files.createDirectories(PICTURES);
      Files.write(PICTURES.resolve(name + ".html"), answer.getResponse().getContentAsByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text(answer);
  }

  @Nested
  class Webhooks {
    private final UUID failed = told(DeliveryState.FAILED, "410");
    private final UUID delivered = told(DeliveryState.DELIVERED, "204");
    private final UUID refused = told(DeliveryState.PENDING, "500");
    private final UUID waiting = outbox.tell(new AccountId(ids.get()));

    private UUID told(DeliveryState state, String status) {
      UUID event = outbox.tell(new AccountId(ids.get()));
      var due = outbox.claim(Duration.ofMinutes(1)).orElseThrow();
      if (state == DeliveryState.PENDING) {
        outbox.postpone(due, Duration.ofMinutes(5), status);
      } else {
        outbox.settle(due, state, status);
      }
      return event;
    }

    private String row(String page, UUID event) {
      int begin = page.indexOf("data-event=\"" + event);
      return page.substring(begin, page.indexOf("</li>", begin));
    }

    @Test
    void areAPageThatTellsOfEachEventWhatCameOfItAndWhatIsNext() {
      String page = picture("ops-webhooks-en", get("/ops/webhooks", BROWSER, "en"));

      assertThat(page)
          .contains("<html lang=\"en\"", "class=\"message bad\" id=\"summary\"", "id=\"replay-failed\"")
          .contains("data-count=\"failed\">1<", "data-count=\"pending\">2<", "data-count=\"delivered\">1<")
          .contains("href=\"/ops/verification\"", "href=\"/ops/keys\"")
          .contains("href=\"/ops/webhooks\" aria-current=\"page\"")
          .doesNotContain("??", "<style", " style=", " th:");
      assertThat(row(page, failed)).contains("Failed", "410").doesNotContain("next try");
      assertThat(row(page, delivered)).contains("Delivered", "204", "delivered</span>");
      assertThat(row(page, refused)).contains("500", "next try</span> <time datetime=\"2026-03-01T12:05:00Z\"");
      assertThat(row(page, waiting)).contains("due now").doesNotContain("last answer");
      assertThat(row(page, failed)).contains(
          "method=\"post\" action=\"/ops/webhooks/" + failed + "/replay\"",
          "name=\"_csrf\" value=\"csrf-of-the-session\"");
    }

    @Test
    void speakSpanish() {
      assertThat(picture("ops-webhooks-es", get("/ops/webhooks?replayed=1", BROWSER, "es"))).contains(
          "<html lang=\"es\"", "¿Se avisa a tu producto?", "Entregar otra vez", "Fallidos", "próximo intento");
    }

    @Test
    void areListedByState() {
      String page = text(get("/ops/webhooks?state=failed", BROWSER, "en"));

      assertThat(page).contains("data-event=\"" + failed).doesNotContain("data-event=\"" + delivered);
      assertThat(page).contains("state=failed\" aria-current=\"true\"");
    }

    @Test
    void arePagedAndKeepTheirState() {
      IntStream.range(0, 30).forEach(_ -> outbox.tell(new AccountId(ids.get())));

      String page = text(get("/ops/webhooks?state=pending", BROWSER, "en"));

      assertThat(page.split("data-event=", -1)).hasSize(26);
      String older = page.replaceAll("(?s).*id=\"older\" href=\"([^\"]+)\".*", "$1").replace("&amp;", "&");
      assertThat(older).startsWith("/ops/webhooks?state=pending&").contains("cursor=");
      assertThat(text(get(older, BROWSER, "en")).split("data-event=", -1)).hasSize(8);
    }

    @Test
    void areDeliveredAgainByAFormThatSaysWhatHappened() {
      assertThat(post("/ops/webhooks/" + failed + "/replay", BROWSER))
          .hasStatus(303).hasHeader("Location", "/ops/webhooks?replayed=1");

      String page = text(get("/ops/webhooks?replayed=1", BROWSER, "en"));
      assertThat(page).contains("To be delivered again now:</span> <b>1</b>");
      assertThat(row(page, failed)).contains("data-state=\"pending\"");
    }

    @ParameterizedTest
    @CsvSource({"text/html,303", "application/json,200", "*/*,200"})
    void areDeliveredAgainAllThatHaveFailed(String accept, int status) {
      told(DeliveryState.FAILED, "no_answer");

      assertThat(post("/ops/webhooks/replay-failed", accept)).hasStatus(status);

      assertThat(outbox.list(DeliveryState.FAILED, null, null, 10)).isEmpty();
    }

    @Test
    void sayThatNothingHadFailed() {
      assertThat(text(get("/ops/webhooks?replayed=0", BROWSER, "en"))).contains("Nothing had failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "%3Cb%3E", "12345678"})
    void repeatNothingThatTheAddressSays(String count) {
      assertThat(text(get("/ops/webhooks?replayed=" + count, BROWSER, "en"))).doesNotContain("id=\"done\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {UNKNOWN, "nonsense"})
    void areNotFoundWhenUnknown(String event) {
      assertThat(post("/ops/webhooks/" + event + "/replay", "application/json")).hasStatus(404)
          .bodyJson().extractingPath("$.code").isEqualTo("not_found");
    }

    @Test
    void areJsonUnlessAPageIsAskedFor() {
      assertThat(get("/ops/webhooks?state=failed", "application/json", "en")).hasStatusOk()
          .hasContentTypeCompatibleWith(MediaType.APPLICATION_JSON)
          .bodyJson().isStrictlyEqualTo("""
              {"events": [{"id": "%s", "type": "account.connected", "account_id": "%s", "epoch": 1,
                "created_at": "2026-03-01T12:00:00Z", "state": "failed", "attempts": 1, "next_attempt_at": null,
                "last_status": "410", "delivered_at": null}], "next": null,
               "summary": {"pending": 2, "failed": 1, "delivered": 1, "discarded": 0, "counted_to": 10000,
                "retried": 0, "longest_wait_seconds": 0}}"""
              .formatted(failed, outbox.list(DeliveryState.FAILED, null, null, 1).getFirst().account().value()));
      assertThat(post("/ops/webhooks/" + failed + "/replay", "application/json")).hasStatusOk()
          .bodyJson().isStrictlyEqualTo("{\"replayed\": 1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state=lost", "state=failed&state=failed", "account_id=x", "cursor=x"})
    void refuseWhatIsNoQuestion(String query) {
      assertThat(get("/ops/webhooks?" + query, "application/json", "en")).hasStatus(400)
          .bodyJson().extractingPath("$.code").isEqualTo("validation_failed");
    }

    @Test
    void warnOfWhatIsDueForLong() {
      outbox.empty();
      outbox.tell(new AccountId(ids.get()));
      clock.advance(Duration.ofSeconds(90));

      assertThat(text(get("/ops/webhooks", BROWSER, "en")))
          .contains("class=\"message warn\" id=\"summary\"", "data-count=\"waits\">90<");
    }

    @Test
    void areAPageWithoutAny() {
      outbox.empty();

      assertThat(text(get("/ops/webhooks", BROWSER, "en")))
          .contains("class=\"message good\" id=\"summary\"", "id=\"none\"").doesNotContain("replay-failed");
    }
  }

  @Nested
  class Keys {
    @Test
    void areAPageThatTellsWhetherEachMayGo() {
      secrets.connect(vault);
      vault.turn("v2", "v1");
      reports.begin(Task.VERIFY);
      reports.note(Task.VERIFY, Map.of("v1", new Tally(2, 0)));
      reports.end(Task.VERIFY);

      assertThat(picture("ops-keys-en", get("/ops/keys", BROWSER, "en")))
          .contains("class=\"message warn\" id=\"summary\"", "data-key=\"v2\" data-verdict=\"active\"")
          .contains("data-key=\"v1\" data-verdict=\"still_seals\"", "href=\"/ops/keys\" aria-current=\"page\"")
          .contains("<time datetime=\"2026-03-01T12:00:00Z\">Mar 1, 2026, 12:00:00")
          .contains("action=\"/ops/keys/verification\"", "value=\"csrf-of-the-session\"")
          .doesNotContain("??", " th:");
    }

    @Test
    void areOpenedOnceByAFormThatSaysSo() {
      assertThat(post("/ops/keys/verification", BROWSER))
          .hasStatus(303).hasHeader("Location", "/ops/keys?done=requested");
      assertThat(reports.isDue(Task.VERIFY, Duration.ofDays(1))).isTrue();

      secrets.connect(vault);
      vault.turn("v2", "v1");
      assertThat(picture("ops-keys-es", get("/ops/keys?done=requested", BROWSER, "es"))).contains("role=\"status\"", "Todo se abrirá");
    }

    @Test
    void areJsonUnlessAPageIsAskedFor() {
      assertThat(get("/ops/keys", "application/json", "es")).hasStatusOk().hasHeader("Content-Language", "es")
          .bodyJson().extractingPath("$.rings[0].keys[0].verdict").isEqualTo("active");
      assertThat(post("/ops/keys/verification", "application/json")).hasStatusOk()
          .bodyJson().isStrictlyEqualTo("{\"requested\": true}");
    }
  }
}
