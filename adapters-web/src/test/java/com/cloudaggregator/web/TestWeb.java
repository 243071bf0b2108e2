package com.cloudaggregator.web;

import com.cloudaggregator.application.account.AccessTokens;
import com.cloudaggregator.application.account.DisconnectAccount;
import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.ListActivity;
import com.cloudaggregator.application.account.ListDisconnected;
import com.cloudaggregator.application.account.ListProviders;
import com.cloudaggregator.application.account.ReadStorage;
import com.cloudaggregator.application.account.VendAccessToken;
import com.cloudaggregator.application.connect.CompleteConnection;
import com.cloudaggregator.application.connect.NoteAnswers;
import com.cloudaggregator.application.connect.StartConnection;
import com.cloudaggregator.application.notice.AcknowledgeNotice;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.application.port.AccountEvents;
import com.cloudaggregator.application.port.StartLimits.LimitResult;
import com.cloudaggregator.application.port.TransferRequests.Pace;
import com.cloudaggregator.application.transfer.PreviewTransfer;
import com.cloudaggregator.application.transfer.TransferOwnership;
import com.cloudaggregator.application.verification.ReadServiceCalls;
import com.cloudaggregator.domain.account.UserId;
import java.net.URI;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;
import tools.jackson.databind.json.JsonMapper;

/** The adapter as the program wires it, over scripted ports, without a container. */
final class TestWeb {
  static final UUID REQUEST_ID = UUID.fromString("0190a000-0000-7000-8000-00000000abcd");

  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  final ScriptedPorts ports = new ScriptedPorts();
  final ShelvedActivities activities = new ShelvedActivities();
  LimitResult limit = new LimitResult.Allowed();
  final MockMvcTester mvc;

  TestWeb() {
    this(URI.create("https://app.example"));
  }

  TestWeb(URI publicUrl) {
    var settings = new WebAdapter.Settings(
        publicUrl, publicUrl, "Cloud Aggregator", List.of(), Optional.empty(), List.of(), false);
    var clock = Clock.fixed(ScriptedPorts.NOW, ZoneOffset.UTC);
    AccountEvents events = event -> {};
    var providers = new ListProviders(ports);
    var cookies = new FlowCookies(settings);
    var starts = new StartConnection(
        ports, ports, ports, user -> limit, () -> ScriptedPorts.STATE, clock, Duration.ofMinutes(10));
    var completions = new CompleteConnection(
        ports, ports, ports, ports, ports, ports, events, clock,
        new CompleteConnection.Terms(Duration.ofMinutes(10), 5));
    var tokens = new AccessTokens(
        ports, ports, events, time -> {}, clock, AccessTokens.Terms.of(Duration.ofMinutes(2)),
        Runnable::run);
    var locales = locales();
    var texts = new Texts(messages(), locales);
    var answers = new ProblemAnswers(texts, JsonMapper.builder().build(), settings, () -> REQUEST_ID);
    mvc = MockMvcTester.create(MockMvcBuilders.standaloneSetup(
            new CallbackController(
                completions, providers, cookies, new ListedOutcomes(new NoteAnswers(events)), clock, settings),
            new ConnectionApi(new ConnectionStarts(starts, cookies)),
            new TransferApi(
                new PreviewTransfer(ports, ports, events),
                new TransferOwnership(ports, ports, events, new Pace(Duration.ZERO, 3)),
                texts,
                clock),
            new AccountApi(
                new ListAccounts(ports),
                new DisconnectAccount(ports, ports, events, Duration.ZERO),
                new ListDisconnected(ports, ports),
                texts),
            new AccessTokenApi(new VendAccessToken(tokens, ports, ports)),
            new StorageApi(new ReadStorage(ports, tokens, ports, ports, THREADS, clock)),
            new ServiceCallApi(new ReadServiceCalls(ports)),
            new ActivityApi(new ListActivity(activities)),
            new NoticeApi(new ListNotices(ports), new AcknowledgeNotice(ports)),
            new ErrorPages(answers),
            new Faulty())
        .setControllerAdvice(new Refusals(answers))
        .setCustomArgumentResolvers(new PrincipalUser())
        .setLocaleResolver(locales)
        .setViewResolvers((name, locale) -> (model, request, response) -> {})
        .addFilters(new RequestTrace(() -> REQUEST_ID), new AccessLine(providers), new PageHeaders(settings))
        .build());
  }

  static Principal bob() {
    return () -> ScriptedPorts.BOB.value();
  }

  static ResourceBundleMessageSource messages() {
    var messages = new ResourceBundleMessageSource();
    messages.setBasenames("errors", "api");
    messages.setDefaultEncoding("UTF-8");
    messages.setFallbackToSystemLocale(false);
    return messages;
  }

  private static AcceptHeaderLocaleResolver locales() {
    var locales = new AcceptHeaderLocaleResolver();
    locales.setSupportedLocales(List.of(Locale.ENGLISH, Locale.of("es")));
    locales.setDefaultLocale(Locale.ENGLISH);
    return locales;
  }

  /** What a controller of ours never does. */
  @RestController
  static final class Faulty {
    @GetMapping("/me/fault/{text}")
    String fault(@PathVariable String text, UserId caller) {
      throw new IllegalStateException(text);
    }
  }
}
