package com.cloudaggregator.webtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.NameAccount;
import com.cloudaggregator.application.account.ShowAccount;
import com.cloudaggregator.application.account.TestConnection;
import com.cloudaggregator.application.activity.ListActivity;
import com.cloudaggregator.application.connect.RecordCallbackPages;
import com.cloudaggregator.application.connect.StartConnection;
import com.cloudaggregator.application.disconnect.DisconnectAccount;
import com.cloudaggregator.application.disconnect.ListDisconnectedAccounts;
import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.application.notice.AcknowledgeNotice;
import com.cloudaggregator.application.notice.InMemoryContacts;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.application.notice.ManageContact;
import com.cloudaggregator.application.notice.ScriptedMailServer;
import com.cloudaggregator.application.provider.ListProviders;
import com.cloudaggregator.application.storage.ReadStorage;
import com.cloudaggregator.application.token.AccessTokens;
import com.cloudaggregator.application.token.ListServiceCalls;
import com.cloudaggregator.application.token.VendingPolicy;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.web.Branding;
import com.cloudaggregator.web.SignInOption;
import com.cloudaggregator.web.WebSettings;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MockMvcTester.MockMvcRequestBuilder;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** The pages over the use cases and {@link InMemoryPagePorts}. */
public final class Site {
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Inline script or style, which the Content-Security-Policy does not allow, and text that was
   * left unresolved.
   */
  private static final Pattern INLINE =
      Pattern.compile(
          "<style|<script(?![^>]*\\ssrc=)|\\sstyle=|\\son[a-z]+=|javascript:|\\sth:|\\?\\?",
          Pattern.CASE_INSENSITIVE);

  private static final Path PICTURES = Path.of("target", "pages");

  /** The credentials of the account that a test looks at. */
  public final ScriptedPorts held = new ScriptedPorts();

  public final InMemoryAccountRecords records = new InMemoryAccountRecords();
  public final InMemoryActivities activities = new InMemoryActivities();
  public final InMemoryUserSessions sessions = new InMemoryUserSessions();
  public final InMemoryContacts contacts = new InMemoryContacts();

  /** Whether the reader is an operator as well. */
  public boolean operator;

  /** The reader's address, as the sign-in leaves it in the session; null if it is not known. */
  public @Nullable String email;

  private final MockMvcTester mvc;

  /** Like the request attribute that the security filters set. */
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

  public Site(InMemoryPagePorts ports) {
    this(
        ports,
        new RateLimitResult.Allowed(),
        List.of(
            new SignInOption(
                "Ana", "demo.user.ana", URI.create("/demo/login"), Map.of("user", "ana")),
            new SignInOption(
                "Bruno", "demo.user.bruno", URI.create("/demo/login"), Map.of("user", "bruno")),
            new SignInOption(
                "Carla", "As it is", URI.create("/demo/login"), Map.of("user", "carla"))));
  }

  public Site(InMemoryPagePorts ports, RateLimitResult limit, List<SignInOption> options) {
    var settings =
        new WebSettings(
            URI.create("https://clouds.example"),
            URI.create("https://clouds.example"),
            "Cloud Aggregator",
            options,
            Optional.of("demo.banner"),
            true,
            Branding.NONE);
    Clock clock = Clock.fixed(Instant.parse("2026-11-25T10:00:00Z"), ZoneOffset.UTC);
    var tokens =
        new AccessTokens(
            held,
            held,
            event -> {},
            time -> {},
            clock,
            VendingPolicy.of(Duration.ofMinutes(2)),
            Runnable::run);
    this.mvc =
        TestAdapter.mvc(
            TestAdapter.start(
                settings,
                clock,
                new StartConnection(
                    ports,
                    ports,
                    ports,
                    user -> limit,
                    () -> new Secret("s".repeat(43)),
                    clock,
                    Duration.ofMinutes(10)),
                new ListProviders(ports),
                new ListAccounts(ports),
                new NameAccount(ports),
                new ShowAccount(held, records, ports),
                new TestConnection(ports, tokens, held, held, clock),
                new DisconnectAccount(ports, ports, event -> {}, Duration.ZERO),
                new ListDisconnectedAccounts(held, ports),
                new ListNotices(ports),
                new AcknowledgeNotice(ports),
                new ManageContact(contacts, new ScriptedMailServer(true)),
                new ListActivity(activities),
                new ListServiceCalls(held),
                new ReadStorage(ports, tokens, held, held, THREADS, clock),
                new RecordCallbackPages(event -> {}),
                sessions));
  }

  public MvcTestResult get(String address, @Nullable String user, String language) {
    return of(mvc.get().uri(address), user).header("Accept-Language", language).exchange();
  }

  public MvcTestResult getWith(Cookie cookie, String address, @Nullable String user) {
    return of(mvc.get().uri(address), user)
        .header("Accept-Language", "en")
        .cookie(cookie)
        .exchange();
  }

  public MvcTestResult post(String address, @Nullable String user, Map<String, String> form) {
    MockMvcRequestBuilder request = of(mvc.post().uri(address), user);
    form.forEach((name, value) -> request.param(name, value));
    return request.exchange();
  }

  private MockMvcRequestBuilder of(MockMvcRequestBuilder request, @Nullable String user) {
    if (operator) {
      request.with(
          each -> {
            each.addUserRole("operator");
            return each;
          });
    }
    request.requestAttr("_csrf", new CsrfToken("_csrf", "X-CSRF-TOKEN", "csrf-of-the-session"));
    if (user == null) {
      return request;
    }
    if (email != null) {
      request.sessionAttr("email", email);
    }
    return request.principal((Principal) () -> user).sessionAttr("displayName", "Ana");
  }

  /** The page, which is also written to {@code target/pages} for a look at it. */
  public String page(String name, String address, @Nullable String user, String language) {
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

  /**
   * The page in English and in Spanish, after a check that both are complete and have no inline
   * script or style.
   */
  public List<String> inBothLanguages(String name, String address, @Nullable String user) {
    List<String> pages =
        Stream.of("en", "es")
            .map(
                language -> {
                  String page = page(name, address, user, language);
                  assertThat(page)
                      .contains("<html lang=\"" + language + "\"")
                      .doesNotContainPattern(INLINE);
                  return page;
                })
            .toList();
    assertThat(pages.getFirst()).isNotEqualTo(pages.getLast());
    return pages;
  }
}
