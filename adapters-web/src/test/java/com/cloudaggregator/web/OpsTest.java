package com.cloudaggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.evidence.Evidence;
import com.cloudaggregator.application.evidence.Figure;
import com.cloudaggregator.application.evidence.RefusedRow;
import com.cloudaggregator.application.evidence.Dossier;
import com.cloudaggregator.application.evidence.OwnerChange;
import com.cloudaggregator.application.evidence.Cause;
import com.cloudaggregator.application.evidence.PendingOffers;
import com.cloudaggregator.application.evidence.Sighting;
import com.cloudaggregator.application.port.AccountAudit;
import com.cloudaggregator.application.port.VerificationRecord;
import com.cloudaggregator.application.verification.Criterion;
import com.cloudaggregator.application.verification.InspectAccounts;
import com.cloudaggregator.application.verification.ReadVerification;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
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

/** What an operator is shown, as JSON and as a page. */
class OpsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

  private final Shown shown = new Shown();
  private final MockMvcTester mvc = site(shown);

  /** The ports, answering what a test has them answer. */
  private static final class Shown implements VerificationRecord, AccountAudit {
    final Map<Evidence, Figure> figures = new EnumMap<>(Evidence.class);
    Map<RefusedRow, Figure> refused = Map.of();
    Optional<Dossier> dossier = Optional.empty();
    List<CloudAccount> accounts = List.of();

    @Override
    public void note(Evidence evidence, ProviderAccountId account, @Nullable String constraint) {
      throw new AssertionError("reading notes nothing");
    }

    @Override
    public boolean guardsOneOwner(String constraint) {
      return false;
    }

    @Override
    public Map<Evidence, Figure> figures() {
      return figures;
    }

    @Override
    public Map<RefusedRow, Figure> refusedRows() {
      return refused;
    }

    @Override
    public Optional<Dossier> dossier(ProviderAccountId account) {
      return dossier.filter(found -> found.account().providerAccount().equals(account));
    }

    @Override
    public List<CloudAccount> byStatus(AccountStatus status, @Nullable AccountId after, int limit) {
      return accounts.stream()
          .filter(account -> account.status() == status)
          .filter(account -> after == null || account.id().value().compareTo(after.value()) > 0)
          .limit(limit)
          .toList();
    }
  }

  private static MockMvcTester site(Shown shown) {
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
    var verification = new ReadVerification(shown);
    return MockMvcTester.create(MockMvcBuilders.standaloneSetup(
            new OpsApi(verification, new InspectAccounts(shown), texts), new OpsPages(verification, texts))
        .setControllerAdvice(new Refusals(new ProblemAnswers(texts, JsonMapper.builder().build(), settings, UUID::randomUUID)))
        .setViewResolvers(views)
        .setLocaleResolver(languages)
        .addInterceptors(languages)
        .build());
  }

  private MvcTestResult get(String address, String accept, String language) {
    return mvc.get().uri(URI.create(address)).header("Accept", accept).header("Accept-Language", language).exchange();
  }

  private MvcTestResult get(String address) {
    return get(address, "application/json", "en");
  }

  private static Figure figure(long count) {
    return new Figure(count, NOON, "trace-" + count);
  }

  private void seeAllVerdicts() {
    shown.figures.put(Evidence.CONFLICT_DECIDED, figure(3));
    shown.figures.put(Evidence.DUPLICATE_DETECTED, figure(9));
    shown.figures.put(Evidence.DUPLICATE_NOT_UNDERSTOOD, figure(1));
    shown.refused =
        Map.of(new RefusedRow(ScriptedPorts.ONEDRIVE, "uniq_cloud_provider_accounts_global"), figure(9));
  }

  @Nested
  class Verification {
    @ParameterizedTest
    @CsvSource({
      "conflict_logged,proven,3,2026-03-01T12:00:00Z,trace-3",
      "conflict_detected,violated,1,2026-03-01T12:00:00Z,trace-1",
      "idempotent_logged,not_seen_yet,0,,"
    })
    void saysOfACriterionWhatTheEvidenceSays(
        String id, String verdict, int count, @Nullable String lastAt, @Nullable String traceId) {
      seeAllVerdicts();

      assertThat(get("/ops/verification")).hasStatusOk().hasContentTypeCompatibleWith(MediaType.APPLICATION_JSON)
          .bodyJson().extractingPath("$.criteria[?(@.id=='" + id + "')]").asArray().singleElement()
          .satisfies(row -> assertThat((Map<?, ?>) row)
              .hasSize(7)
              .hasFieldOrPropertyWithValue("verdict", verdict)
              .hasFieldOrPropertyWithValue("count", count)
              .hasFieldOrPropertyWithValue("last_at", lastAt)
              .hasFieldOrPropertyWithValue("trace_id", traceId));
    }

    @Test
    void namesTheConstraintsAtWork() {
      seeAllVerdicts();

      assertThat(get("/ops/verification")).bodyJson().extractingPath("$.refused_rows[0]").asMap()
          .containsEntry("provider", "onedrive")
          .containsEntry("constraint", "uniq_cloud_provider_accounts_global")
          .containsEntry("count", 9)
          .containsEntry("last_at", "2026-03-01T12:00:00Z")
          .containsEntry("trace_id", "trace-9");
    }

    @Test
    void hasOneRowForEachCriterionInItsOrder() {
      assertThat(get("/ops/verification")).bodyJson().extractingPath("$.criteria[*].id").asArray()
          .containsExactly(Arrays.stream(Criterion.values()).map(c -> c.name().toLowerCase(Locale.ROOT)).toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/json"})
    void isJsonUnlessAPageIsAskedFor(String accept) {
      assertThat(get("/ops/verification", accept, "es")).hasStatusOk()
          .hasContentTypeCompatibleWith(MediaType.APPLICATION_JSON)
          .hasHeader("Content-Language", "es")
          .bodyJson().extractingPath("$.criteria[0].sentence").asString().startsWith("Un duplicado");
    }

    @ParameterizedTest
    @CsvSource({"en,Proven,Not seen yet,Violated", "es,Probado,Aún no visto,Incumplido"})
    void isAPageForABrowser(String language, String proven, String unseen, String violated) {
      seeAllVerdicts();

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
    void isAPageBeforeAnythingHappened() {
      assertThat(get("/ops/verification", BROWSER, "en")).hasStatusOk().bodyText()
          .contains("class=\"message warn\"", "No constraint has refused a row.")
          .doesNotContain("data-constraint");
    }
  }

  @Nested
  class Accounts {
    private static final String ONE = "/ops/accounts?provider=onedrive&provider_account_id=62c0cfcdf8b5bc8c";

    private CloudAccount account(long id, AccountStatus status) {
      return new CloudAccount(
          new AccountId(new UUID(0, id)), ScriptedPorts.DRIVE,
          status == AccountStatus.RELEASED ? null : ScriptedPorts.BOB,
          new Epoch(2), status, null, ScriptedPorts.LABEL, NOON);
    }

    private void know(PendingOffers pending, List<Sighting> sightings) {
      shown.dossier = Optional.of(new Dossier(
          account(1, AccountStatus.CONNECTED),
          List.of(
              new OwnerChange(
                  Epoch.FIRST, null, ScriptedPorts.ALICE, Cause.CONNECTED, NOON),
              new OwnerChange(
                  new Epoch(2), ScriptedPorts.ALICE, ScriptedPorts.BOB, Cause.TRANSFERRED, NOON)),
          pending,
          sightings));
    }

    @Test
    void tellsAllOfOne() {
      know(
          new PendingOffers(1, NOON.plusSeconds(60)),
          List.of(
              new Sighting(Evidence.DUPLICATE_DETECTED, NOON, "t"),
              new Sighting(Evidence.CONFLICT_DECIDED, NOON, "t")));

      assertThat(get(ONE)).hasStatusOk().bodyJson().isStrictlyEqualTo("""
          {"account":{"id":"00000000-0000-0000-0000-000000000001","provider":"onedrive",
          "provider_account_id":"62c0cfcdf8b5bc8c","owner":"bob","epoch":2,"status":"connected",
          "connected_at":"2026-03-01T12:00:00Z"},
          "history":[{"epoch":1,"from":null,"to":"alice","cause":"connected","at":"2026-03-01T12:00:00Z"},
          {"epoch":2,"from":"alice","to":"bob","cause":"transferred","at":"2026-03-01T12:00:00Z"}],
          "gapless":true,"pending_offers":{"count":1,"last_expiry":"2026-03-01T12:01:00Z"},
          "last_23505":{"at":"2026-03-01T12:00:00Z","trace_id":"t",
          "resolution":{"outcome":"conflict_decided","at":"2026-03-01T12:00:00Z"}}}""");
    }

    @Test
    void hasNoLastDuplicateWhereThereWasNone() {
      know(new PendingOffers(0, null), List.of());

      assertThat(get(ONE)).hasStatusOk().bodyJson().extractingPath("$.last_23505").isNull();
    }

    @Test
    void isNotFoundWhenItWasNeverConnected() {
      assertThat(get(ONE)).hasStatus(404).bodyJson().extractingPath("$.code").isEqualTo("account_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {
      "", "provider=onedrive", "provider_account_id=x", "provider=One&provider_account_id=x",
      "provider=onedrive&provider_account_id=", "provider=onedrive&provider_account_id=%C3%A1",
      "provider=onedrive&provider=box&provider_account_id=x", "status=", "status=CONNECTED", "status=lost",
      "status=connected&status=released", "status=connected&provider=onedrive", "status=connected&limit=0",
      "status=connected&limit=501", "status=connected&cursor=x"
    })
    void refusesWhatIsNoQuestion(String query) {
      assertThat(get("/ops/accounts?" + query)).hasStatus(400)
          .bodyJson().extractingPath("$.code").isEqualTo("validation_failed");
    }

    @Test
    void listsThoseOfAStatusPageByPage() throws Exception {
      shown.accounts = LongStream.rangeClosed(1, 3).mapToObj(id -> account(id, AccountStatus.CONNECTED)).toList();

      String first = get("/ops/accounts?status=connected&limit=2").getResponse().getContentAsString();
      String cursor = first.replaceAll(".*\"next\":\"([^\"]+)\".*", "$1");
      MvcTestResult second = get("/ops/accounts?status=connected&limit=2&cursor=" + cursor);

      assertThat(first).contains("-000000000001\"", "-000000000002\"").doesNotContain("-000000000003\"", "outlook");
      assertThat(second).hasStatusOk().bodyJson().extractingPath("$.accounts[*].id").asArray()
          .containsExactly("00000000-0000-0000-0000-000000000003");
      assertThat(second).bodyJson().extractingPath("$.next").isNull();
    }

    @Test
    void showsNoOwnerOfAReleasedOne() {
      shown.accounts = List.of(account(1, AccountStatus.RELEASED));

      assertThat(get("/ops/accounts?status=released")).bodyJson().extractingPath("$.accounts[0].owner").isNull();
    }

    @Test
    void printsNoUser() {
      assertThat(OpsApi.Account.of(account(1, AccountStatus.CONNECTED)).toString()).doesNotContain("bob", "62c0");
    }
  }
}
