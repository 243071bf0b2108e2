package com.cloudaggregator.web.operator.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.connect.RecordCallbackPages;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.application.provider.ListProviders;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.application.verification.Criterion;
import com.cloudaggregator.application.verification.Evidence;
import com.cloudaggregator.application.verification.EvidenceCount;
import com.cloudaggregator.application.verification.ReadVerification;
import com.cloudaggregator.application.verification.VerificationRecord;
import com.cloudaggregator.application.verification.ViolatedConstraint;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.webtest.ScriptedPorts;
import com.cloudaggregator.webtest.TestAdapter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** The verdicts, as JSON and as a page. */
class VerificationApiTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String BROWSER =
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

  private final ScriptedVerification record = new ScriptedVerification();
  private final MockMvcTester mvc =
      TestAdapter.mvc(
          TestAdapter.start(
              TestAdapter.settings(URI.create("https://app.example")),
              new TestClock(),
              new ReadVerification(record),
              new ListNotices(new ScriptedPorts()),
              new ListProviders(new ScriptedPorts()),
              new RecordCallbackPages(event -> {})));

  private static final class ScriptedVerification implements VerificationRecord {
    final Map<Evidence, EvidenceCount> figures = new EnumMap<>(Evidence.class);
    Map<ViolatedConstraint, EvidenceCount> refused = Map.of();

    @Override
    public void record(Evidence evidence, ProviderAccountId account, @Nullable String constraint) {
      throw new AssertionError("reading records nothing");
    }

    @Override
    public boolean guardsOneOwner(String constraint) {
      return false;
    }

    @Override
    public Map<Evidence, EvidenceCount> countEvidence() {
      return figures;
    }

    @Override
    public Map<ViolatedConstraint, EvidenceCount> countViolations() {
      return refused;
    }
  }

  private MvcTestResult get(String address, String accept, String language) {
    return mvc.get()
        .uri(URI.create(address))
        .header("Accept", accept)
        .header("Accept-Language", language)
        .exchange();
  }

  private MvcTestResult get(String address) {
    return get(address, "application/json", "en");
  }

  private static EvidenceCount figure(long count) {
    return new EvidenceCount(count, NOON, "trace-" + count);
  }

  private void recordOneOfEachVerdict() {
    record.figures.put(Evidence.CONFLICT_DECIDED, figure(3));
    record.figures.put(Evidence.DUPLICATE_DETECTED, figure(9));
    record.figures.put(Evidence.DUPLICATE_NOT_UNDERSTOOD, figure(1));
    record.refused =
        Map.of(
            new ViolatedConstraint(ScriptedPorts.ONEDRIVE, "uniq_cloud_provider_accounts_global"),
            figure(9));
  }

  @ParameterizedTest
  @CsvSource({
    "conflict_logged,proven,3,2026-03-01T12:00:00Z,trace-3",
    "conflict_detected,violated,1,2026-03-01T12:00:00Z,trace-1",
    "idempotent_logged,not_seen_yet,0,,"
  })
  void judgesACriterionByItsEvidence(
      String id, String verdict, int count, @Nullable String lastAt, @Nullable String traceId) {
    recordOneOfEachVerdict();

    assertThat(get("/ops/verification"))
        .hasStatusOk()
        .hasContentTypeCompatibleWith(MediaType.APPLICATION_JSON)
        .bodyJson()
        .extractingPath("$.criteria[?(@.id=='" + id + "')]")
        .asArray()
        .singleElement()
        .satisfies(
            row ->
                assertThat((Map<?, ?>) row)
                    .hasSize(7)
                    .hasFieldOrPropertyWithValue("verdict", verdict)
                    .hasFieldOrPropertyWithValue("count", count)
                    .hasFieldOrPropertyWithValue("last_at", lastAt)
                    .hasFieldOrPropertyWithValue("trace_id", traceId));
  }

  @Test
  void listsTheConstraintsThatRefusedRows() {
    recordOneOfEachVerdict();

    assertThat(get("/ops/verification"))
        .bodyJson()
        .extractingPath("$.refused_rows[0]")
        .asMap()
        .containsEntry("provider", "onedrive")
        .containsEntry("constraint", "uniq_cloud_provider_accounts_global")
        .containsEntry("count", 9)
        .containsEntry("last_at", "2026-03-01T12:00:00Z")
        .containsEntry("trace_id", "trace-9");
  }

  @Test
  void listsEachCriterionInItsOrder() {
    assertThat(get("/ops/verification"))
        .bodyJson()
        .extractingPath("$.criteria[*].id")
        .asArray()
        .containsExactly(
            Arrays.stream(Criterion.values())
                .map(c -> c.name().toLowerCase(Locale.ROOT))
                .toArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/*", "application/json"})
  void isJsonUnlessHtmlIsRequested(String accept) {
    assertThat(get("/ops/verification", accept, "es"))
        .hasStatusOk()
        .hasContentTypeCompatibleWith(MediaType.APPLICATION_JSON)
        .hasHeader("Content-Language", "es")
        .bodyJson()
        .extractingPath("$.criteria[0].sentence")
        .asString()
        .startsWith("Un duplicado");
  }

  @ParameterizedTest
  @CsvSource({"en,Proven,Not seen yet,Violated", "es,Probada,Aún no vista,Incumplida"})
  void isAPageForABrowser(String language, String proven, String unseen, String violated) {
    recordOneOfEachVerdict();

    MvcTestResult answer = get("/ops/verification", BROWSER, language);

    assertThat(answer).hasStatusOk().hasContentTypeCompatibleWith(MediaType.TEXT_HTML);
    String page = new String(answer.getResponse().getContentAsByteArray(), StandardCharsets.UTF_8);
    assertThat(page)
        .contains("<html lang=\"" + language + "\"", "content=\"light dark\"")
        .contains("data-criterion=\"conflict_logged\" data-verdict=\"proven\"")
        .contains(">" + proven + "<", ">" + unseen + "<", ">" + violated + "<")
        .contains("class=\"message bad\"", "datetime=\"2026-03-01T12:00:00Z\"", "trace-3")
        .contains("data-constraint=\"uniq_cloud_provider_accounts_global\"")
        .doesNotContain("??", "<style", " style=", " th:");
    assertThat(page.split("data-criterion=", -1)).hasSize(Criterion.values().length + 1);
  }

  @Test
  void isAPageWithoutEvidence() {
    assertThat(get("/ops/verification", BROWSER, "en"))
        .hasStatusOk()
        .bodyText()
        .contains("class=\"message good\"", "No constraint has rejected a row.")
        .doesNotContain("data-constraint");
  }
}
