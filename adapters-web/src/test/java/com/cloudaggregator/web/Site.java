package com.cloudaggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.AccessTokens;
import com.cloudaggregator.application.account.DisconnectAccount;
import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.ListActivity;
import com.cloudaggregator.application.account.ListDisconnected;
import com.cloudaggregator.application.account.ListProviders;
import com.cloudaggregator.application.account.ReadStorage;
import com.cloudaggregator.application.account.ShowAccount;
import com.cloudaggregator.application.account.TryAccess;
import com.cloudaggregator.application.connect.StartConnection;
import com.cloudaggregator.application.notice.AcknowledgeNotice;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.application.port.CountedIds;
import com.cloudaggregator.application.port.InMemorySessionEnds;
import com.cloudaggregator.application.port.StartLimits.LimitResult;
import com.cloudaggregator.application.session.UserSessions;
import com.cloudaggregator.domain.credential.Secret;
import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MockMvcTester.MockMvcRequestBuilder;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** The pages over the use cases and a {@link Shelf}, wired as the program wires them. */
final class Site {
  static final ResourceBundleMessageSource MESSAGES = messages();

  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();
  private static final Path PICTURES = Path.of("target", "pages");

  /** What is held of the account that is looked at. */
  final ScriptedPorts held = new ScriptedPorts();
  final ShelvedRecords records = new ShelvedRecords();
  final ShelvedActivities activities = new ShelvedActivities();

  final InMemorySessionEnds ends = new InMemorySessionEnds(new CountedIds());

  /** Whether who looks is an operator too. */
  boolean operator;

  private final MockMvcTester mvc;

  /** As the security filters leave it behind. */
  public record CsrfToken(String parameterName, String headerName, String token) {
    public String getParameterName() {
      return parameterName;
    }

    public String getHeaderName() {
      return headerName;
    }

    public String getToken() {
      return token;
    }
  }

  Site(Shelf shelf) {
    this(shelf, new LimitResult.Allowed(), List.of(
        new WebAdapter.SignInOption("Ana", "demo.user.ana", URI.create("/demo/login"), Map.of("user", "ana")),
        new WebAdapter.SignInOption("Bruno", "demo.user.bruno", URI.create("/demo/login"), Map.of("user", "bruno")),
        new WebAdapter.SignInOption("Carla", "As it is", URI.create("/demo/login"), Map.of("user", "carla"))));
  }

  Site(Shelf shelf, LimitResult limit, List<WebAdapter.SignInOption> options) {
    var settings = new WebAdapter.Settings(
        URI.create("https://clouds.example"), URI.create("https://clouds.example"), "Cloud Aggregator", options,
        Optional.of("demo.banner"), List.of(), true);
    Clock clock = Clock.fixed(Instant.parse("2026-11-25T10:00:00Z"), ZoneOffset.UTC);
    var starts = new StartConnection(
        shelf, shelf, shelf, user -> limit, () -> new Secret("s".repeat(43)), clock, Duration.ofMinutes(10));
    var activity = new ListActivity(activities);
    var pages = new PagesController(
        new ConnectionStarts(starts, new FlowCookies(settings)), new ListProviders(shelf), new ListAccounts(shelf),
        new DisconnectAccount(shelf, shelf, event -> {}, Duration.ZERO),
        new ListNotices(shelf), activity, MESSAGES);
    var tokens = new AccessTokens(
        held, held, event -> {}, time -> {}, clock, AccessTokens.Terms.of(Duration.ofMinutes(2)),
        Runnable::run);
    var account = new AccountPages(
        new ShowAccount(held, records, shelf), new TryAccess(shelf, tokens, held, held, clock), activity, new ListProviders(shelf), MESSAGES);
    var history = new ActivityPages(activity, new ListAccounts(shelf), new ListProviders(shelf), MESSAGES);
    var languages = new Languages(settings);
    this.mvc = MockMvcTester.create(MockMvcBuilders.standaloneSetup(
            new HomePages(MESSAGES, settings), new CataloguePages(), pages, account, history, new SettingsPage(languages, new UserSessions(ends), settings),
            new NoticePages(
                new ListNotices(shelf), new ListAccounts(shelf), new AcknowledgeNotice(shelf), new ListProviders(shelf),
                MESSAGES),
            new StoragePage(
                new ReadStorage(shelf, tokens, held, held, THREADS, clock), new ListProviders(shelf), MESSAGES),
            new RefusedPage())
        .setControllerAdvice(new OperatorPages())
        .setCustomArgumentResolvers(new PrincipalUser())
        .setViewResolvers(views(settings))
        .setLocaleResolver(languages)
        .addInterceptors(
            languages, new Frame(new ListNotices(shelf)),
            new DisconnectedAccounts(new ListDisconnected(held, shelf), new Texts(MESSAGES, languages)))
        .addFilters(new PageHeaders(settings))
        .build());
  }

  private static ThymeleafViewResolver views(WebAdapter.Settings settings) {
    var templates = new ClassLoaderTemplateResolver();
    templates.setPrefix("templates/");
    templates.setSuffix(".html");
    templates.setCharacterEncoding("UTF-8");
    var engine = new SpringTemplateEngine();
    engine.setTemplateResolver(templates);
    engine.setTemplateEngineMessageSource(MESSAGES);
    var views = new ThymeleafViewResolver();
    views.setTemplateEngine(engine);
    views.setCharacterEncoding("UTF-8");
    views.addStaticVariable("frame", PageFrame.of(settings));
    return views;
  }

  private static ResourceBundleMessageSource messages() {
    var messages = new ResourceBundleMessageSource();
    messages.setBasenames("messages", "errors", "api");
    messages.setDefaultEncoding("UTF-8");
    messages.setFallbackToSystemLocale(false);
    return messages;
  }

  MvcTestResult get(String address, @Nullable String user, String language) {
    return of(mvc.get().uri(address), user).header("Accept-Language", language).exchange();
  }

  MvcTestResult getWith(Cookie cookie, String address, @Nullable String user) {
    return of(mvc.get().uri(address), user).header("Accept-Language", "en").cookie(cookie).exchange();
  }

  MvcTestResult post(String address, @Nullable String user, Map<String, String> form) {
    MockMvcRequestBuilder request = of(mvc.post().uri(address), user);
    form.forEach((name, value) -> request.param(name, value));
    return request.exchange();
  }

  private MockMvcRequestBuilder of(MockMvcRequestBuilder request, @Nullable String user) {
    if (operator) {
      request.with(each -> {
        each.addUserRole("operator");
        return each;
      });
    }
    request.requestAttr("_csrf", new CsrfToken("_csrf", "X-CSRF-TOKEN", "csrf-of-the-session"));
    return user == null ? request : request.principal((Principal) () -> user).sessionAttr("displayName", "Ana");
  }

  /** The page of a state; it is also written into {@code target/pages}, to be looked at. */
  String page(String name, String address, @Nullable String user, String language) {
    MvcTestResult result = get(address, user, language);
    assertThat(result).as(name).hasStatusOk();
    String html = new String(result.getResponse().getContentAsByteArray(), StandardCharsets.UTF_8);
    try {
      Files.createDirectories(PICTURES);
      Files.writeString(PICTURES.resolve(name + "-" + language + ".html"), html);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return html;
  }
}
