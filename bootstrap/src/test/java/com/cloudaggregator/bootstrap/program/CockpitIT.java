package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operators' cockpit: overview, accounts, and what operators do to an account. */
class CockpitIT {
  private static final String HTML =
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  private static final String REASON = "dispute 4711";

  private static Program program;

  @BeforeAll
  static void start() {
    program = Program.start();
  }

  @AfterAll
  static void stop() {
    program.close();
  }

  @BeforeEach
  void aliceConnects() {
    program.emptyDatabase();
    program.sql("TRUNCATE operator_actions, account_access_events, erased_users");
    assertThat(program.browserOf("alice").connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("connection=success");
  }

  private static String account() {
    return program.rows("SELECT id FROM cloud_provider_accounts").getFirst();
  }

  private static HttpResponse<String> page(String path) {
    return program.browserOfOperator().get(path, "Accept", HTML, "Accept-Language", "en");
  }

  private static String body(String path) {
    HttpResponse<String> page = page(path);
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    assertThat(page.body()).doesNotContain("??");
    return page.body().replaceAll("\\s+", " ");
  }

  private static String operate(String action, long epoch, String reason) {
    HttpResponse<String> done =
        program
            .browserOfOperator()
            .submit(
                "/ops/accounts/" + account() + "/" + action,
                "epoch=" + epoch + "&reason=" + URLEncoder.encode(reason, StandardCharsets.UTF_8),
                HTML);
    assertThat(done.statusCode()).as(done.body()).isEqualTo(303);
    return done.headers().firstValue("Location").orElseThrow().replaceAll(".*\\?", "");
  }

  private static HttpResponse<String> vend() {
    return program
        .browserOfService()
        .post("/service/users/alice/clouds/" + account() + "/access-token", "{}");
  }

  @Test
  void overviewIsGreenWhenNothingIsWrong() {
    String page = body("/ops");

    assertThat(page)
        .contains("class=\"message good\" id=\"health\"", "data-count=\"conflicts\">0<")
        .contains(
            "<svg id=\"chart\" role=\"img\"",
            "<title id=\"chart-title\"",
            "<table class=\"counts\"")
        .contains("data-kind=\"connected\"", "href=\"/ops/accounts/" + account() + "\"")
        .contains(" · <span>OneDrive</span>")
        .contains("Events kept, no webhook set")
        .doesNotContain("data-problem", "badge bad");
    assertThat(body("/ops?span=week").split("<th scope=\"row\">")).hasSize(8);
  }

  @Test
  void overviewShowsAConflict() {
    assertThat(program.browserOf("bob").connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("ownership_conflict");

    assertThat(body("/ops"))
        .contains("data-count=\"conflicts\">1<", "data-kind=\"conflict_decided\"")
        .contains("class=\"m-conflicts\" x=");
  }

  @Test
  void overviewDistinguishesOurConfigurationFromAUsersDecision() {
    program.sql(
        """
        INSERT INTO ownership_verification_evidence (id, evidence, provider, provider_account_id, trace_id)
        VALUES (gen_random_uuid(), 'refused_configuration', 'onedrive', '-', '-')
        """);

    assertThat(body("/ops"))
        .contains("class=\"message bad\" id=\"health\"", "data-problem=\"configuration_refused\"")
        .contains(
            "data-refusals=\"configuration\"",
            "data-refusals=\"user\"",
            "data-refusals=\"administrator\"",
            "data-refusals=\"account\"",
            "data-refusals=\"temporary\"");
  }

  @Test
  void aDeclinedConsentIsCountedAsTheUsersDecision() {
    Browser carol = program.browserOf("carol");
    assertThat(
            carol
                .get(
                    String.valueOf(
                        carol.consent(
                            carol.start("onedrive", ""), DemoAccounts.BRUNO_ONEDRIVE, "deny")))
                .headers()
                .firstValue("Location")
                .orElseThrow())
        .contains("access_denied");

    assertThat(program.rows("SELECT evidence, provider FROM ownership_verification_evidence"))
        .contains("refused_user|onedrive");
    assertThat(body("/ops")).contains("class=\"message good\" id=\"health\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", DemoAccounts.ANA_ONEDRIVE_ID})
  void findsAnAccountByOwnerAndByIdAtTheProvider(String text) {
    assertThat(body("/ops/accounts?q=" + text)).contains("data-account=\"" + account() + "\"");
  }

  @Test
  void findsAnAccountByItsAddressInAnyCaseAndByItsId() {
    String address = program.rows("SELECT label FROM cloud_provider_accounts").getFirst();

    assertThat(address).contains("@");
    assertThat(
            body(
                "/ops/accounts?q="
                    + URLEncoder.encode(address.toUpperCase(Locale.ROOT), StandardCharsets.UTF_8)))
        .contains("data-account=\"" + account() + "\"");
    assertThat(body("/ops/accounts?q=" + account())).contains("data-account=\"" + account());
    assertThat(body("/ops/accounts?q=nobody")).contains("id=\"none\"");
  }

  @Test
  void findsAnAccountByItsFormerOwner() {
    program.browserOf("alice").post("/cloud/disconnect", "{\"account_id\":\"" + account() + "\"}");

    assertThat(body("/ops/accounts?q=alice")).contains("data-status=\"released\"");
  }

  @Test
  void showsTheWholeFileOfAnAccount() {
    program.browserOf("bob").connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    assertThat(vend().statusCode()).isEqualTo(200);

    String page = body("/ops/accounts/" + account());

    assertThat(page)
        .contains("data-kind=\"connected\"", "data-kind=\"conflict_decided\"")
        .contains("data-offer=\"open\"", "<code>bob</code>")
        .contains("token issued", "account.connected")
        .contains("data-copy=\"ticket\"", "account_id=" + account(), "user_id=alice");
    assertThat(page("/ops/accounts/00000000-0000-4000-8000-000000000000").statusCode())
        .isEqualTo(404);
  }

  @Test
  void namesTheOwnerOfALostAccess() {
    program.sql(
        "INSERT INTO account_access_events (account_id, epoch, turn, user_id, kind)"
            + " SELECT id, epoch, 1, 'alice', 'needs_reconnect' FROM cloud_provider_accounts");

    assertThat(body("/ops/accounts/" + account()))
        .containsPattern("data-kind=\"needs_reconnect\">.*?<span>owner</span> <code>alice</code>")
        .containsPattern("data-kind=\"connected\">.*?<span>to</span> <code>alice</code>");
  }

  @Test
  void aFrozenAccountVendsNoToken() {
    assertThat(vend().statusCode()).isEqualTo(200);

    assertThat(operate("freeze", 1, REASON)).isEqualTo("done=freeze");

    HttpResponse<String> refused = vend();
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("\"code\":\"account_frozen\"");
    assertThat(program.rows("SELECT answer FROM service_calls ORDER BY id DESC LIMIT 1"))
        .containsExactly("account_frozen");
    assertThat(operate("unfreeze", 1, "settled")).isEqualTo("done=unfreeze");
    assertThat(vend().statusCode()).isEqualTo(200);
  }

  @Test
  void listsTheFrozenAccounts() {
    assertThat(body("/ops/accounts?status=frozen")).contains("id=\"none\"");

    operate("freeze", 1, REASON);

    assertThat(body("/ops/accounts?status=frozen"))
        .contains("data-account=\"" + account() + "\"", "data-status=\"frozen\"");
    assertThat(
            program
                .browserOfOperator()
                .get("/ops/accounts.csv?status=frozen")
                .body()
                .lines()
                .toList())
        .hasSize(2);
  }

  @Test
  void aFrozenAccountIsNeitherReconnectedNorOffered() {
    operate("freeze", 1, REASON);

    assertThat(program.browserOf("alice").connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("error=account_frozen");
    assertThat(program.browserOf("bob").connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("error=account_frozen");
    assertThat(program.rows("SELECT count(*) FROM ownership_transfer_requests"))
        .containsExactly("0");
  }

  @Test
  void anOfferFromBeforeMovesNoFrozenAccount() {
    Browser bob = program.browserOf("bob");
    String token =
        bob.connect("onedrive", DemoAccounts.ANA_ONEDRIVE).replaceAll(".*#transfer_token=", "");
    operate("freeze", 1, REASON);
    String body = "{\"transfer_token\":\"" + token + "\"}";

    assertThat(bob.post("/cloud/transfer-ownership/preview", body).body())
        .contains("\"code\":\"account_frozen\"");
    assertThat(bob.post("/cloud/transfer-ownership", body).body())
        .contains("\"code\":\"account_frozen\"");
    assertThat(program.rows("SELECT user_id, epoch FROM cloud_provider_accounts"))
        .containsExactly("alice|1");
  }

  @Test
  void aFreezeOutlastsTheRelease() {
    operate("freeze", 1, REASON);

    assertThat(
            program
                .browserOf("alice")
                .post("/cloud/disconnect", "{\"account_id\":\"" + account() + "\"}")
                .statusCode())
        .isEqualTo(200);

    assertThat(program.browserOf("bob").connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("error=account_frozen");
    operate("unfreeze", 2, "settled");
    assertThat(program.browserOf("bob").connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("connection=success");
  }

  @Test
  void releasesAnAccountForAnOwnerWhoHasLeft() {
    assertThat(operate("release", 1, "left the company")).isEqualTo("done=release");

    assertThat(program.rows("SELECT status, epoch FROM cloud_provider_accounts"))
        .containsExactly("released|2");
    assertThat(program.rows("SELECT type FROM outbox ORDER BY position"))
        .containsExactly("account.connected", "account.released");
    assertThat(body("/ops/accounts/" + account()))
        .contains("data-kind=\"operator_release\"", "<q>left the company</q>")
        .contains("data-kind=\"released\"");
  }

  @Test
  void writesWhoDidItAndWhyUnderPseudonyms() {
    operate("freeze", 1, REASON);

    assertThat(
            program.rows(
                """
                SELECT a.action, a.reason, o.user_id, p.user_id FROM operator_actions a
                JOIN user_pseudonyms p ON p.pseudonym = a.owner JOIN user_pseudonyms o ON o.pseudonym = a.operator
                """))
        .singleElement()
        .satisfies(row -> assertThat(row).startsWith("freeze|" + REASON + "|").endsWith("|alice"));
  }

  @Test
  void anErasureEmptiesTheReasonAndKeepsTheFreeze() {
    operate("freeze", 1, "alice says so");

    assertThat(program.browserOfService().get("/service/users/alice/export").body())
        .contains("operator_actions", "alice says so");
    assertThat(program.browserOfService().send("DELETE", "/service/users/alice", null, "").body())
        .contains("\"complete\":true");

    assertThat(program.rows("SELECT action, reason FROM operator_actions"))
        .containsExactly("freeze|");
    assertThat(program.rows("SELECT status, frozen_at IS NULL FROM cloud_provider_accounts"))
        .containsExactly("released|f");
  }

  @ParameterizedTest
  @CsvSource({"freeze, 2", "release, 2", "unfreeze, 1"})
  void doesNothingToAnAccountThatHasChangedSince(String action, long epoch) {
    assertThat(operate(action, epoch, REASON)).isEqualTo("done=changed");

    assertThat(program.rows("SELECT count(*) FROM operator_actions")).containsExactly("0");
    assertThat(program.rows("SELECT user_id, epoch FROM cloud_provider_accounts"))
        .containsExactly("alice|1");
  }

  @Test
  void needsAReason() {
    assertThat(operate("freeze", 1, "  ")).isEqualTo("done=reason");
    assertThat(operate("freeze", 1, "x".repeat(501))).isEqualTo("done=reason");

    assertThat(program.rows("SELECT frozen_at FROM cloud_provider_accounts").getFirst())
        .isEqualTo("null");
  }

  @Test
  void anotherUserCanDoNothing() {
    assertThat(
            program
                .browserOf("bob")
                .submit("/ops/accounts/" + account() + "/freeze", "epoch=1&reason=x", HTML)
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void listsServiceCallsOfAllAccountsAndOfOne() {
    vend();

    assertThat(body("/ops/service-calls"))
        .contains("data-answer=\"token_given\"", "href=\"/ops/accounts/" + account() + "\"");
    assertThat(body("/ops/service-calls?account_id=" + account()))
        .contains("data-answer=\"token_given\"");
    assertThat(body("/ops/service-calls?account_id=00000000-0000-4000-8000-000000000001"))
        .contains("id=\"none\"");
    assertThat(program.browserOfOperator().get("/ops/service-calls.csv").body().lines().toList())
        .hasSize(2)
        .last()
        .satisfies(line -> assertThat(line).contains("\"token_given\""));
  }

  @Test
  void webhooksWithoutAReceiverAreNoFault() {
    String page = body("/ops/webhooks");

    assertThat(page)
        .contains("No webhook is set", "<code>cloud-aggregator.webhook.url</code>")
        .contains("&quot;user_id&quot;: &quot;alice&quot;")
        .contains("href=\"/ops/accounts?q=alice\"")
        .doesNotContain("/replay\"", "message warn", "message bad");
    assertThat(body("/ops/webhooks?type=&account_id=")).contains("data-state=\"pending\"");
    assertThat(body("/ops/webhooks?type=account.released")).contains("id=\"none\"");
    assertThat(body("/ops/webhooks?type=account.connected&account_id=" + account()))
        .contains("data-state=\"pending\"");
    assertThat(body("/ops/webhooks?user_id=alice"))
        .contains("data-state=\"pending\"", "name=\"user_id\"", "value=\"alice\"");
    assertThat(body("/ops/webhooks?user_id=bob")).contains("id=\"none\"");
    assertThat(rows("/ops/webhooks.csv?type=account.connected")).isEqualTo(1);
    assertThat(rows("/ops/webhooks.csv?user_id=alice")).isEqualTo(1);
    assertThat(rows("/ops/webhooks.csv?user_id=bob")).isZero();
  }

  private long rows(String file) {
    return program.browserOfOperator().get(file).body().lines().skip(1).count();
  }

  @Test
  void downloadsTheAccountsAsCsv() {
    HttpResponse<String> file =
        program.browserOfOperator().get("/ops/accounts.csv?status=connected");

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
    assertThat(file.body().lines().toList())
        .hasSize(2)
        .last()
        .satisfies(line -> assertThat(line).contains("\"" + account() + "\"", "\"alice\""));
  }
}
