package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.bootstrap.story.Chromium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The production setup of {@code docs/installation.md} in a browser: nginx with the guide's own
 * server block ends TLS, the production jar runs with the guide's own configuration and roles, and
 * Spring Authorization Server is the identity provider, the users' issuer and, by the example of
 * {@code docs/providers/adding.md}, the storage provider.
 */
@Order(4)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProductionStoryIT {
  private static final String PUBLIC = "https://cloud.example";
  private static final String SESSION = "__Host-cloud-aggregator-session";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String VERIFIER = "a-code-verifier-of-the-frontend-of-43-characters";

  @TempDir private static Path directory;

  private static final List<AutoCloseable> open = new ArrayList<>();
  private static final int port = Program.freePort();
  private static final int providerPort = Program.freePort();
  private static InstallationGuide guide;
  private static SpringProvider provider;
  private static Process program;
  private static Chromium browser;
  private static Map<String, String> environment;

  @BeforeAll
  static void start() throws Exception {
    int proxyPort = Program.freePort();
    List<String> hosts = new ArrayList<>(SpringProvider.HOSTS);
    hosts.add("cloud.example");
    Certificate tls = Certificate.of(directory, hosts);

    guide = new InstallationGuide(directory, "production");
    open.add(guide);
    open.add(Nginx.start(directory, serverBlock(tls, proxyPort), proxyPort));
    provider = new SpringProvider(tls, providerPort);
    open.add(provider);
    browser = browserThatReaches(tls, proxyPort);
    open.add(browser);

    guide.makeTheDatabase();
    ShellBlocks.Run configured =
        guide
            .replacing("https://id.example", identity())
            .replacing("your-client-at-the-identity-provider", SpringProvider.PAGES_CLIENT)
            .replacing("its-secret", SpringProvider.PAGES_SECRET)
            .run(2);
    assertThat(configured.status()).as(configured.output()).isZero();
    environment = environment(tls);
    program = startProgram(Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    end(program);
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  /** The guide's block with this test's ports and files. */
  private static String serverBlock(Certificate tls, int proxyPort) {
    String block = guide.block("nginx", "proxy_pass");
    for (Map.Entry<String, String> word :
        Map.of(
                "listen 443 ssl",
                "listen 127.0.0.1:" + proxyPort + " ssl",
                "/etc/ssl/cloud.example.pem",
                tls.certificate().toString(),
                "/etc/ssl/private/cloud.example.key",
                tls.key().toString(),
                "/var/log/nginx/cloud.log",
                directory.resolve("access.log").toString(),
                "http://127.0.0.1:8080",
                "http://127.0.0.1:" + port)
            .entrySet()) {
      assertThat(block).contains(word.getKey());
      block = block.replace(word.getKey(), word.getValue());
    }
    return block;
  }

  /** The browser finds all hosts on this machine and trusts this test's certificate only. */
  private static Chromium browserThatReaches(Certificate tls, int proxyPort) {
    var logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    return new Chromium(
        "en",
        List.of(
            "--host-resolver-rules=MAP cloud.example:443 127.0.0.1:"
                + proxyPort
                + ",MAP *.example 127.0.0.1",
            "--ignore-certificate-errors-spki-list=" + tls.keyHash()),
        Map.of(ChromeOptions.LOGGING_PREFS, logs));
  }

  /**
   * The example of adding.md and its variables with the addresses of this test, and what the JVM
   * needs in order to find and trust the hosts of this test.
   */
  private static Map<String, String> environment(Certificate tls) throws Exception {
    String page = Files.readString(InstallationGuide.TOP.resolve("docs/providers/adding.md"));
    Path configuration = Files.createDirectory(directory.resolve("configuration"));
    Files.writeString(
        configuration.resolve("application.yaml"),
        InstallationGuide.block(page, "yaml", "acmedrive:")
            .replace(
                "https://id.acme.example", "https://" + SpringProvider.ACME + ":" + providerPort)
            .replace(
                "https://api.acme.example",
                "https://" + SpringProvider.STORAGE + ":" + providerPort));
    Path secret = Files.writeString(directory.resolve("acmedrive"), SpringProvider.ACME_SECRET);
    Path hosts = directory.resolve("hosts");
    Files.writeString(
        hosts, "127.0.0.1 localhost " + String.join(" ", SpringProvider.HOSTS) + "\n");

    Map<String, String> variables = new LinkedHashMap<>();
    InstallationGuide.block(page, "properties", "_ACMEDRIVE_")
        .replace("…", SpringProvider.ACME_CLIENT)
        .replace("/run/secrets/acmedrive", secret.toString())
        .lines()
        .map(line -> line.split("=", 2))
        .forEach(variable -> variables.put(variable[0], variable[1]));
    variables.put("SPRING_CONFIG_ADDITIONALLOCATION", configuration.toUri().toString());
    variables.put("CLOUDAGGREGATOR_REVOCATION_DELAY", "1s");
    variables.put(
        "JDK_JAVA_OPTIONS",
        "-Djdk.net.hosts.file="
            + hosts
            + " -Djavax.net.ssl.trustStore="
            + tls.store()
            + " -Djavax.net.ssl.trustStorePassword="
            + Certificate.PASSWORD);
    return variables;
  }

  private static Process startProgram(Map<String, String> further) throws Exception {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.putAll(further);
    Path log = directory.resolve("program.log");
    Process started =
        guide.start(all, log, "--server.port=" + port, "--management.server.port=" + port);
    var inside = new Browser(URI.create("http://localhost:" + port), null);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              if (!started.isAlive()) {
                throw new IllegalStateException("It ended: " + Files.readString(log));
              }
              try {
                return inside.get("/actuator/health/readiness").statusCode() == 200;
              } catch (UncheckedIOException notYet) {
                return false;
              }
            });
    return started;
  }

  private static void end(Process process) throws InterruptedException {
    if (process != null) {
      process.destroy();
      process.waitFor();
    }
  }

  @Test
  @Order(1)
  void theWholeStoryBehindTheProxy() {
    signIn("alice");
    assertThat(String.valueOf(cookies())).contains(SESSION);
    connectAcmeDrive("ana");
    assertThat(message()).contains("Acme Drive");
    assertThat(browser.see("[data-account]").getText()).contains("ana@acme.example");
    browser.until(d -> browser.see("[data-space]").getText().contains("GB"));
    signOut();

    signIn("bruno");
    connectAcmeDrive("ana");
    moveToMe();
    signOut();

    signIn("alice");
    WebElement notice = browser.see("[data-notice]");
    assertThat(notice.getText()).contains("Acme Drive").doesNotContain("bruno");
    assertThat(browser.isThere("[data-account]")).isFalse();
    notice.findElement(By.cssSelector("form[action$='/acknowledge'] button")).click();
    browser.until(d -> !browser.isThere("[data-notice]"));
    connectAcmeDrive("ana");
    moveToMe();

    assertThat(provider.newestGrantWorks()).isTrue();
    browser.press("[data-account] [data-open]");
    browser.press("main a[href$='/disconnect']");
    browser.press("main form [type=submit]");
    browser.until(d -> browser.isThere("[data-code=disconnected]"));
    await().atMost(PATIENCE).until(() -> !provider.newestGrantWorks());
    signOut();

    signIn("alice");
    assertThat(browser.isThere("[data-account]")).isFalse();
    signOut();
  }

  @Test
  @Order(2)
  void aFrontendOnAnotherOriginCallsWithATokenOfTheProviderAndIsReturnedTo() throws Exception {
    end(program);
    program = startProgram(Map.of("CLOUDAGGREGATOR_FRONTENDURL", frontend()));
    String token = tokenOfTheFrontend("alice");
    assertThat(
            JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[0]))
                .get("typ")
                .asString())
        .isEqualTo("at+jwt");

    JsonNode before = call(token, "/me/cloud-status");
    assertThat(before.get("status").asInt()).as(before.toString()).isEqualTo(200);
    connectFromTheProduct(token);
    assertThat(browser.driver().getCurrentUrl())
        .isEqualTo(frontend() + "/app?connection=success&provider=acmedrive");
    assertThat(returned(token).at("/accounts/0/label").asString()).isEqualTo("ana@acme.example");
    assertThat(browser.driver().getCurrentUrl()).isEqualTo(frontend() + "/app");

    leaveTheProvider();
    String brunos = tokenOfTheFrontend("bruno");
    connectFromTheProduct(brunos);
    assertThat(browser.driver().getCurrentUrl()).contains("error=ownership_conflict");
    assertThat(returned(brunos).get("success").asBoolean()).isTrue();
    assertThat(call(brunos, "/me/cloud-status").at("/body/accounts/0/label").asString())
        .isEqualTo("ana@acme.example");
    assertThat(call(token, "/me/cloud-status").at("/body/accounts")).isEmpty();
  }

  @AfterEach
  void everyAddressIsHttpsAndTheBrowserComplainsOfNothing() {
    List<JsonNode> events =
        browser.driver().manage().logs().get(LogType.PERFORMANCE).getAll().stream()
            .map(entry -> JSON.readTree(entry.getMessage()).get("message"))
            .toList();
    assertThat(events)
        .filteredOn(event -> event.get("method").asString().equals("Network.requestWillBeSent"))
        .extracting(event -> event.at("/params/request/url").asString())
        .filteredOn(url -> !url.startsWith("chrome:") && !url.startsWith("data:"))
        .isNotEmpty()
        .allMatch(url -> url.startsWith("https://"));
    assertThat(headers(events, "location"))
        .isNotEmpty()
        .noneMatch(location -> location.startsWith("http:"));
    assertThat(headers(events, "set-cookie"))
        .filteredOn(cookie -> cookie.contains("cloud-aggregator"))
        .allMatch(cookie -> cookie.startsWith("__Host-") && cookie.contains("; Secure"))
        .allMatch(cookie -> cookie.contains("; Path=/") && !cookie.contains("; Domain="));
    assertThat(events)
        .filteredOn(event -> event.get("method").asString().equals("Network.responseReceived"))
        .filteredOn(event -> event.at("/params/response/url").asString().startsWith(PUBLIC))
        .isNotEmpty()
        .allMatch(
            event ->
                event.at("/params/response/headers").propertyNames().stream()
                    .anyMatch("strict-transport-security"::equalsIgnoreCase));
    assertThat(browser.driver().manage().logs().get(LogType.BROWSER).getAll())
        .extracting(LogEntry::getMessage)
        .filteredOn(line -> line.contains("Security Policy") || line.startsWith(PUBLIC))
        .isEmpty();
  }

  private static List<String> headers(List<JsonNode> events, String name) {
    return events.stream()
        .filter(event -> event.get("method").asString().equals("Network.responseReceivedExtraInfo"))
        .flatMap(event -> event.at("/params/headers").properties().stream())
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .flatMap(header -> header.getValue().asString().lines())
        .toList();
  }

  private static void signIn(String person) {
    browser.driver().get(PUBLIC + "/login");
    assertHoldsHttpsOnly();
    browser.press("#sign-in");
    atTheProvider(person);
    browser.until(d -> String.valueOf(d.getCurrentUrl()).startsWith(PUBLIC + "/app"));
    assertHoldsHttpsOnly();
  }

  /**
   * Here, and on to the provider. Spring Authorization Server refuses a sign-out without {@code
   * id_token_hint} (decision 0031), so the test ends the session there.
   */
  private static void signOut() {
    browser.press("form[action='/logout'] button");
    browser.until(
        d ->
            String.valueOf(d.getCurrentUrl())
                .startsWith(identity() + "/connect/logout?client_id="));
    assertThat(String.valueOf(cookies())).as("deleted by the sign-out").doesNotContain(SESSION);
    leaveTheProvider();
    browser.driver().get(PUBLIC + "/app");
    browser.see("#sign-in");
  }

  private static void leaveTheProvider() {
    browser
        .driver()
        .executeCdpCommand(
            "Network.deleteCookies", Map.of("name", "JSESSIONID", "url", identity()));
  }

  /** Signs in and allows what is asked, where the provider asks for it. */
  private static void atTheProvider(String person) {
    browser.until(
        d ->
            browser.isThere("input[name=username]")
                || browser.isThere("#submit-consent")
                || browser.isThere("#main")
                || browser.isThere("#product"));
    if (browser.isThere("input[name=username]")) {
      assertThat(browser.driver().getCurrentUrl()).startsWith("https://sign-in.");
      browser.see("input[name=username]").sendKeys(person);
      browser.see("input[name=password]").sendKeys(SpringProvider.PASSWORD);
      browser.press("#submit");
      browser.until(d -> !browser.isThere("input[name=username]"));
    }
    if (browser.isThere("#submit-consent")) {
      browser
          .driver()
          .findElements(By.cssSelector("input[name=scope]:not(:checked)"))
          .forEach(WebElement::click);
      browser.press("#submit-consent");
    }
  }

  private static void connectAcmeDrive(String person) {
    browser.connect("acmedrive");
    atTheProvider(person);
    browser.until(d -> String.valueOf(d.getCurrentUrl()).startsWith(PUBLIC + "/app"));
    assertHoldsHttpsOnly();
  }

  private static void moveToMe() {
    browser.see("#transfer-dialog[open]");
    browser.until(d -> browser.see("#transfer-move").isEnabled());
    browser.press("#transfer-move");
    browser.until(d -> message().contains("is now yours"));
    assertThat(browser.see("[data-account]").getText()).contains("ana@acme.example");
  }

  /** This program's cookies, wherever the browser is. */
  private static Object cookies() {
    return browser
        .driver()
        .executeCdpCommand("Network.getCookies", Map.of("urls", List.of(PUBLIC)));
  }

  private static String message() {
    return browser.see("#message").getText();
  }

  /** XML namespaces are names and lead nowhere. */
  private static void assertHoldsHttpsOnly() {
    assertThat(String.valueOf(browser.driver().getPageSource()).replace("http://www.w3.org/", ""))
        .doesNotContain("http://");
  }

  /** By the authorization code flow of a public client in the browser. */
  private static String tokenOfTheFrontend(String person) throws Exception {
    String challenge =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
    browser
        .driver()
        .get(
            identity()
                + "/oauth2/authorize?response_type=code&scope=openid&client_id="
                + SpringProvider.FRONTEND_CLIENT
                + "&code_challenge_method=S256&code_challenge="
                + challenge
                + "&redirect_uri="
                + URLEncoder.encode(frontend() + "/", StandardCharsets.UTF_8));
    atTheProvider(person);
    browser.see("#product");
    Matcher code =
        Pattern.compile("[?&]code=([^&]+)")
            .matcher(String.valueOf(browser.driver().getCurrentUrl()));
    assertThat(code.find()).isTrue();
    Object answer =
        browser
            .driver()
            .executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                const form = new URLSearchParams({ grant_type: 'authorization_code', client_id: arguments[1],
                  code: arguments[2], redirect_uri: location.origin + '/', code_verifier: arguments[3] });
                fetch(arguments[0], { method: 'POST', body: form }).then(answer => answer.text()).then(done);
                """,
                identity() + "/oauth2/token",
                SpringProvider.FRONTEND_CLIENT,
                URLDecoder.decode(code.group(1), StandardCharsets.UTF_8),
                VERIFIER);
    return JSON.readTree(String.valueOf(answer)).get("access_token").asString();
  }

  /** By the README's code, up to the return to the product. */
  private static void connectFromTheProduct(String token) throws IOException {
    browser
        .driver()
        .executeScript(
            readme() + "document.querySelector('#product').remove(); connect('acmedrive');", token);
    atTheProvider("ana");
    browser.see("#product");
  }

  /** What the README's code does on the page that the program returns the user to. */
  private static JsonNode returned(String token) throws IOException {
    Object answer =
        browser
            .driver()
            .executeAsyncScript(
                "const done = arguments[arguments.length - 1]; window.confirm = () => true;"
                    + readme()
                    + "returned().then(answer => done(JSON.stringify(answer)), failure => done(String(failure)));",
                token);
    return JSON.readTree(String.valueOf(answer));
  }

  private static String readme() throws IOException {
    String page = Files.readString(InstallationGuide.TOP.resolve("README.md"));
    return "const token = arguments[0];" + InstallationGuide.block(page, "js", "returned()");
  }

  /** From the frontend's page, with cookies. */
  private static JsonNode call(String token, String path) {
    Object answer =
        browser
            .driver()
            .executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                fetch(arguments[0], { credentials: 'include', headers: { Authorization: 'Bearer ' + arguments[1] } })
                  .then(async answer => done(JSON.stringify({ status: answer.status, body: await answer.json() })))
                  .catch(failure => done(JSON.stringify({ status: 0, body: String(failure) })));
                """,
                PUBLIC + path,
                token);
    return JSON.readTree(String.valueOf(answer));
  }

  private static String identity() {
    return "https://" + SpringProvider.IDENTITY + ":" + providerPort;
  }

  private static String frontend() {
    return "https://" + SpringProvider.FRONTEND + ":" + providerPort;
  }
}
