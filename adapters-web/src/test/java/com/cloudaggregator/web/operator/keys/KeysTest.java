package com.cloudaggregator.web.operator.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.connect.RecordCallbackPages;
import com.cloudaggregator.application.keys.InMemoryKeyReports;
import com.cloudaggregator.application.keys.InMemoryNodeRings;
import com.cloudaggregator.application.keys.InMemorySealedSecrets;
import com.cloudaggregator.application.keys.KeyReports.KeyTask;
import com.cloudaggregator.application.keys.ReadKeys;
import com.cloudaggregator.application.keys.RingVault;
import com.cloudaggregator.application.keys.SigningKeys;
import com.cloudaggregator.application.keys.Tally;
import com.cloudaggregator.application.keys.VerifyKeys;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.application.provider.ListProviders;
import com.cloudaggregator.application.testing.TestClock;
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
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** The keys, as JSON and as a page. */
class KeysTest {
  private static final String BROWSER =
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  private static final Path PICTURES = Path.of("target", "pages");

  private final TestClock clock = new TestClock();
  private final InMemorySealedSecrets secrets = new InMemorySealedSecrets();
  private final InMemoryKeyReports reports = new InMemoryKeyReports(clock);
  private final InMemoryNodeRings nodes = new InMemoryNodeRings(clock);
  private final RingVault vault = new RingVault("v1");
  private final MockMvcTester mvc =
      TestAdapter.mvc(
          TestAdapter.start(
              TestAdapter.settings(URI.create("https://app.example")),
              clock,
              new ReadKeys(
                  vault,
                  secrets,
                  new NothingSigned(),
                  nodes,
                  reports,
                  clock,
                  Duration.ofMinutes(10)),
              new VerifyKeys(secrets, vault, vault, nodes, reports),
              new ListNotices(new ScriptedPorts()),
              new ListProviders(new ScriptedPorts()),
              new RecordCallbackPages(event -> {})));

  /** No key has signed anything. */
  private static final class NothingSigned implements SigningKeys {
    @Override
    public Set<String> listKeys() {
      return Set.of();
    }

    @Override
    public Optional<Instant> findLastExpiry(String key) {
      return Optional.empty();
    }
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

  @Test
  void pageSaysWhetherEachKeyMayBeRemoved() {
    secrets.connect(vault);
    vault.turn("v2", "v1");
    reports.begin(KeyTask.VERIFY);
    reports.update(KeyTask.VERIFY, Map.of("v1", new Tally(2, 0)));
    reports.end(KeyTask.VERIFY);

    assertThat(picture("ops-keys-en", get("/ops/keys", BROWSER, "en")))
        .contains(
            "class=\"message warn\" id=\"summary\"", "data-key=\"v2\" data-verdict=\"active\"")
        .contains(
            "data-key=\"v1\" data-verdict=\"still_seals\"",
            "href=\"/ops/keys\" aria-current=\"page\"")
        .contains("<time datetime=\"2026-03-01T12:00:00Z\">Mar 1, 2026, 12:00:00")
        .contains("action=\"/ops/keys/verification\"", "value=\"csrf-of-the-session\"")
        .doesNotContain("??", " th:");
  }

  @Test
  void pageShowsTheProgressOfTheReencryptionWithRateAndTimeLeft() {
    assertThat(text(get("/ops/keys", BROWSER, "en"))).doesNotContain("<progress");
    secrets.connect(vault);
    vault.turn("v2", "v1");
    secrets.connect(vault);
    reports.begin(KeyTask.REENCRYPT);
    clock.advance(Duration.ofSeconds(10));
    reports.update(KeyTask.REENCRYPT, Map.of("v1", new Tally(50, 0)));

    assertThat(text(get("/ops/keys", BROWSER, "en")))
        .containsPattern("<progress[^>]* value=\"[1-9]\\d*\" max=\"[1-9]\\d*\"")
        .contains("<b>50 %</b>", "<b>5</b> <span>per second</span>", "<b>1 min</b>");
  }

  @Test
  void aFormRequestsOneVerification() {
    assertThat(post("/ops/keys/verification", BROWSER))
        .hasStatus(303)
        .hasHeader("Location", "/ops/keys?done=requested");
    assertThat(reports.isDue(KeyTask.VERIFY, Duration.ofDays(1))).isTrue();

    secrets.connect(vault);
    vault.turn("v2", "v1");
    assertThat(picture("ops-keys-es", get("/ops/keys?done=requested", BROWSER, "es")))
        .contains("role=\"status\"", "Todos los secretos se verificarán");
  }

  @Test
  void areJsonUnlessHtmlIsRequested() {
    assertThat(get("/ops/keys", "application/json", "es"))
        .hasStatusOk()
        .hasHeader("Content-Language", "es")
        .bodyJson()
        .extractingPath("$.rings[0].keys[0].verdict")
        .isEqualTo("active");
    assertThat(post("/ops/keys/verification", "application/json"))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo("{\"requested\": true}");
  }

  @Test
  void showsWhichNodeHasWhichKeysAndWhatTheReencryptionWaitsFor() {
    secrets.connect(vault);
    vault.turn("v2", "v1");
    nodes.report("7@old", "v1");
    nodes.report("7@new", "v2", "v1");

    assertThat(get("/ops/keys", "application/json", "en"))
        .bodyText()
        .contains("\"name\":\"7@new\",\"vault\":[\"v2\",\"v1\"],\"transfer\":[\"t1\"]")
        .containsPattern("\"name\":\"7@old\",\"vault\":\\[\"v1\"],[^{}]*\"lacks\":\\[\"v2\"]")
        .contains("\"waits_for\":[\"7@old\"]");
    assertThat(text(get("/ops/keys", BROWSER, "es")))
        .contains(
            "data-node=\"7@old\"",
            "<code>7@old</code></p>",
            "No tiene estas claves, que otros nodos usan");
  }
}
