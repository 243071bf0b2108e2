package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the documented grep searches over the log of a program that has run both scenarios and all
 * error cases, as plain text and as ECS JSON.
 */
@Order(11)
@ParameterizedClass
@EnumSource
class RecordSearchIT {
  private static final String SEARCH = "23505|UNIQUE_VIOLATION|ownership conflict";
  private static final String ID = "provider_account_id=" + DemoAccounts.ANA_ONEDRIVE_ID;

  /** Printable ids with characters that have a meaning in logs, JSON, formats or shells. */
  private static final List<String> ODD_IDS =
      List.of(
          "dbid:\"quoted\"",
          "dbid:'single'",
          "dbid:[DROPBOX][23505]",
          "dbid:(x)already_exists.",
          "dbid:back\\slash\\n\\u000a",
          "dbid:%s%n%d%0a",
          "dbid:{\"message\":\"x\"}",
          "dbid:$1${jndi:ldap://x}",
          "dbid:a=b&c#d?e;f|g",
          "dbid:" + "z".repeat(250));

  enum Form {
    PLAIN(line -> line),
    ECS(line -> JsonMapper.builder().build().readTree(line).get("message").asString());

    private final UnaryOperator<String> message;

    Form(UnaryOperator<String> message) {
      this.message = message;
    }

    String[] properties(String userInfo) {
      String stand = "cloud-aggregator.providers.dropbox.user-info-uri=" + userInfo;
      String offers = "cloud-aggregator.limits.live-offers=" + 2 * ODD_IDS.size();
      // The token response of the demo's Dropbox names another account than the stand-in.
      String quirks = "cloud-aggregator.providers.dropbox.quirks=dropbox-error-descriptions";
      return this == ECS
          ? new String[] {stand, offers, quirks, "logging.structured.format.console=ecs"}
          : new String[] {stand, offers, quirks};
    }
  }

  private final Form form;
  private static final AtomicReference<String> DROPBOX_ID = new AtomicReference<>("");
  private static StartedProgram program;
  private static HttpServer userInfo;
  private static List<ScenarioResult> results;
  private static List<String> secrets;

  /** The log as it was after the scenarios, so that the tests do not depend on their order. */
  private static Path log;

  RecordSearchIT(Form form) {
    this.form = form;
  }

  @BeforeParameterizedClassInvocation
  static void play(Form form) throws IOException {
    Path directory = Files.createTempDirectory("record-search");
    userInfo = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    userInfo.createContext(
        "/",
        exchange -> {
          byte[] body =
              JsonMapper.builder()
                  .build()
                  .writeValueAsString(
                      Map.of("account_id", DROPBOX_ID.get(), "email", "odd@mail.example"))
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    userInfo.start();
    program =
        StartedProgram.start(
            directory.resolve("program.log"),
            form.properties("http://localhost:" + userInfo.getAddress().getPort() + "/account"));
    ScenarioRunner runner = new ScenarioRunner(program);
    results = runner.runAll();
    secrets = runner.secrets();
    log = Files.copy(program.output(), directory.resolve("scenarios.log"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (program != null) {
      program.close();
    }
    userInfo.stop(0);
  }

  private List<String> grep(String... arguments) {
    List<String> command = new ArrayList<>(List.of("grep"));
    command.addAll(Arrays.asList(arguments));
    command.add(log.toString());
    try {
      Process grep = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(grep.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The ownership part of a line. */
  private String ownershipPart(String line) {
    String message = form.message.apply(line);
    int start = message.indexOf('[' + "ONEDRIVE]");
    return start < 0 ? message : message.substring(start);
  }

  private List<String> aboutOwnership(List<String> lines) {
    return lines.stream()
        .filter(line -> line.contains("[ONEDRIVE]"))
        .map(this::ownershipPart)
        .filter(
            line ->
                !line.startsWith("[ONEDRIVE][CONNECTED]")
                    && !line.startsWith("[ONEDRIVE][RECONNECTED]"))
        .toList();
  }

  @Test
  void everyScenarioEndsAsRecorded() {
    assertThat(results)
        .allSatisfy(
            result -> {
              assertThat(result.status()).as(result.scenario().title()).isEqualTo(307);
              assertThat(result.location())
                  .isEqualTo(
                      program.base()
                          + result.scenario().location()
                          + (result.withOffer() ? "#transfer_token=…" : ""));
              assertThat(result.withOffer()).isEqualTo(result.scenario().withOffer());
              List<String> said = aboutOwnership(result.lines());
              assertThat(said)
                  .as(result.scenario().title())
                  .hasSameSizeAs(result.scenario().lines());
              for (int i = 0; i < said.size(); i++) {
                assertThat(said.get(i)).startsWith(result.scenario().lines().get(i));
              }
            });
  }

  /** Runs the search like the documented tool, which ignores case. */
  private List<List<String>> inAnyCase(String search, String... arguments) {
    return Stream.of(search, search.toUpperCase(Locale.ROOT), search.toLowerCase(Locale.ROOT))
        .map(
            spelling ->
                grep(
                    Stream.concat(Stream.of(arguments), Stream.of("-i", spelling))
                        .toArray(String[]::new)))
        .toList();
  }

  /**
   * Finds exactly the lines of 23505. In ECS format the SQLSTATE of another constraint is a field.
   */
  @Test
  void firstSearchFindsExactlyTheLinesOf23505() {
    List<String> expected =
        Stream.of(Scenario.values())
            .flatMap(scenario -> scenario.lines().stream())
            .filter(line -> line.contains("23505"))
            .toList();
    List<List<String>> searches = new ArrayList<>(inAnyCase(SEARCH, "-E"));
    searches.add(grep("-E", SEARCH));
    for (List<String> found : searches) {
      List<String> said =
          found.stream()
              .map(this::ownershipPart)
              .filter(
                  line -> form == Form.PLAIN || !line.contains("Other UNIQUE constraint violated"))
              .toList();
      assertThat(said).hasSameSizeAs(expected);
      for (int i = 0; i < said.size(); i++) {
        assertThat(said.get(i)).startsWith(expected.get(i));
      }
    }
  }

  @Test
  void secondSearchFindsEveryCallbackWithItsCause() {
    List<String> found = grep("-C", "5", "onedrive/callback");
    assertThat(inAnyCase("onedrive/callback", "-C", "5")).allMatch(found::equals);

    assertThat(found.stream().filter(line -> line.contains("onedrive/callback")))
        .isNotEmpty()
        .allMatch(ScenarioRunner::isAccessLine);
    assertThat(results)
        .allSatisfy(
            result ->
                assertThat(found)
                    .containsSubsequence(
                        result.lines().stream()
                            .filter(
                                line ->
                                    line.contains("[ONEDRIVE]")
                                        || ScenarioRunner.isAccessLine(line))
                            .toList()));
  }

  @Test
  void thirdSearchFindsTheHistoryOfTheAccount() {
    List<String> found = grep("-C", "10", "-F", ID);
    assertThat(inAnyCase(ID, "-C", "10", "-F")).allMatch(found::equals);
    assertThat(grep("-C", "10", "-F", ID + "0")).as("for an unknown account").isEmpty();

    assertThat(results)
        .filteredOn(
            result ->
                result.scenario() != Scenario.OTHER_ERROR
                    && result.scenario() != Scenario.FOREIGN_CONSTRAINT)
        .allSatisfy(
            result ->
                assertThat(found)
                    .containsSubsequence(
                        result.lines().stream()
                            .filter(
                                line ->
                                    line.contains("[ONEDRIVE]")
                                        || ScenarioRunner.isAccessLine(line))
                            .toList()));
  }

  @Test
  void logsNoTokenCodeStateOrEmailAddress() {
    assertThat(secrets).hasSizeGreaterThan(20).allMatch(secret -> secret.length() >= 16);
    assertThat(program.lines())
        .isNotEmpty()
        .allSatisfy(
            line -> {
              assertThat(secrets).noneMatch(line::contains);
              assertThat(line)
                  .doesNotContainPattern(
                      Pattern.compile("eyJ[\\w-]{8,}|[\\w.]+@[\\w]+\\.\\w+|reconnect_failed"));
            });
  }

  @Test
  void writesThePartsAsFieldsOfAStructuredLog() {
    if (form == Form.PLAIN) {
      assertThat(grep("-E", SEARCH)).noneMatch(line -> line.startsWith("{"));
      return;
    }
    JsonNode conflict =
        grep("-E", "Ownership conflict").stream()
            .map(line -> JsonMapper.builder().build().readTree(line))
            .findFirst()
            .orElseThrow();
    assertThat(conflict.get("provider").asString()).isEqualTo("onedrive");
    assertThat(conflict.get("provider_account_id").asString())
        .isEqualTo(DemoAccounts.ANA_ONEDRIVE_ID);
    assertThat(conflict.get("action").asString()).isEqualTo("23505");
    assertThat(conflict.get("actual_owner").asString()).isEqualTo(ScenarioRunner.ALICE);
    assertThat(conflict.get("requesting_user").asString()).isEqualTo(ScenarioRunner.BOB);
    assertThat(conflict.at("/log/level").asString()).isEqualTo("WARN");
  }

  @Test
  void writesOneLinePerEventForAnyId() {
    for (String id : ODD_IDS) {
      DROPBOX_ID.set(id);
      program.browserOf(ScenarioRunner.ALICE).connect("dropbox", DemoAccounts.ANA_DROPBOX);
      int written = program.lines().size();
      assertThat(program.browserOf(ScenarioRunner.BOB).connect("dropbox", DemoAccounts.ANA_DROPBOX))
          .as("%s", id)
          .contains("error=ownership_conflict");
      await()
          .until(
              () ->
                  program.lines().stream()
                      .skip(written)
                      .anyMatch(line -> line.contains("dropbox/callback")));
      List<String> said =
          program.lines().stream()
              .skip(written)
              .map(form.message)
              .filter(line -> line.contains("[DROPBOX][U") || line.contains("Ownership conflict"))
              .toList();
      assertThat(said).hasSize(2);
      assertThat(said.getFirst())
          .endsWith(
              "Constraint 23505 detected for provider_account_id="
                  + id
                  + ". Error: duplicate key value violates unique constraint \"uniq_cloud_provider_accounts_global\""
                  + " DETAIL: Key (provider, provider_account_id)=(dropbox, "
                  + id
                  + ") already exists.");
      assertThat(said.getLast())
          .endsWith(
              "[DROPBOX][23505] Ownership conflict: provider_account_id="
                  + id
                  + " actual_owner="
                  + ScenarioRunner.ALICE
                  + " requesting_user="
                  + ScenarioRunner.BOB);
    }
  }
}
