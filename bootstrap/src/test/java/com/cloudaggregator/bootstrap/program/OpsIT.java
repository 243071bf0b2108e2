package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The operators' view of a conflict, which other users do not see. */
class OpsIT {
  private static final String VERIFICATION = "/ops/verification";
  private static final String ACCOUNT =
      "/ops/accounts?provider=onedrive&provider_account_id=" + DemoAccounts.ANA_ONEDRIVE_ID;
  private static final List<String> CONFLICT =
      List.of(
          "conflict_detected",
          "conflict_logged",
          "token_in_fragment",
          "dialog_opened",
          "no_reconnect_failed",
          "no_database_error");

  private static Program program;

  @BeforeAll
  static void playScenarioA() {
    program = Program.start();
    assertThat(program.browserOf("alice").connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("connection=success");
    Browser bob = program.browserOf("bob");
    String token =
        bob.connect("onedrive", DemoAccounts.ANA_ONEDRIVE).replaceAll(".*#transfer_token=", "");
    assertThat(
            bob.post("/cloud/transfer-ownership/preview", "{\"transfer_token\":\"" + token + "\"}")
                .statusCode())
        .isEqualTo(200);
  }

  @AfterAll
  static void stopProgram() {
    program.close();
  }

  private static JsonNode asked(String path) {
    return asked(path, program);
  }

  private static JsonNode asked(String path, Program node) {
    HttpResponse<String> answer = node.browserOfOperator().get(path, "Accept", "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.builder().build().readTree(answer.body());
  }

  @Test
  void provesTheCriteriaOfAConflictAcrossARestart() {
    JsonNode before = asked(VERIFICATION);

    assertThat(before.get("criteria"))
        .isNotEmpty()
        .allSatisfy(
            row -> {
              boolean ofTheConflict = CONFLICT.contains(row.get("id").asString());
              if (ofTheConflict) {
                assertThat(row.get("verdict").asString()).as(row.toString()).isEqualTo("proven");
                assertThat(row.get("count").asLong()).as(row.toString()).isEqualTo(1);
                assertThat(row.get("trace_id").asString()).isNotBlank();
              } else {
                assertThat(row.get("verdict").asString())
                    .as(row.toString())
                    .isEqualTo(
                        row.get("id").asString().equals("error_not_detected")
                            ? "proven"
                            : "not_seen_yet");
              }
            });
    assertThat(before.get("refused_rows"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.get("provider").asString()).isEqualTo("onedrive");
              assertThat(row.get("constraint").asString())
                  .isEqualTo("uniq_cloud_provider_accounts_global");
              assertThat(row.get("count").asLong()).isEqualTo(1);
            });

    program.restart();

    assertThat(asked(VERIFICATION)).isEqualTo(before);
  }

  @Test
  void sharesEvidenceBetweenNodes() {
    try (Program other = program.anotherNode(_ -> {})) {
      assertThat(asked(VERIFICATION, other)).isEqualTo(asked(VERIFICATION));
      long before = count("released_adopted");
      String user = "carol";
      assertThat(other.browserOf(user).connect("dropbox", DemoAccounts.ANA_DROPBOX))
          .contains("connection=success");
      String account =
          program.rows("SELECT id FROM cloud_provider_accounts WHERE user_id = 'carol'").getFirst();
      program.browserOf(user).post("/cloud/disconnect", "{\"account_id\":\"" + account + "\"}");

      assertThat(other.browserOf("dave").connect("dropbox", DemoAccounts.ANA_DROPBOX))
          .contains("connection=success");

      assertThat(count("released_adopted")).isEqualTo(before + 1);
      assertThat(asked(VERIFICATION)).isEqualTo(asked(VERIFICATION, other));
    } finally {
      program.sql("DELETE FROM ownership_verification_evidence WHERE provider = 'dropbox'");
      program.sql(
          "SET session_replication_role = replica; DELETE FROM cloud_provider_accounts WHERE provider = 'dropbox'");
    }
  }

  private static long count(String criterion) {
    return asked(VERIFICATION)
        .get("criteria")
        .valueStream()
        .filter(row -> row.get("id").asString().equals(criterion))
        .mapToLong(row -> row.get("count").asLong())
        .sum();
  }

  @Test
  void servesThePageToABrowser() {
    HttpResponse<String> page =
        program
            .browserOfOperator()
            .get(VERIFICATION, "Accept", "text/html", "Accept-Language", "es");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
    assertThat(page.body())
        .contains(
            "<html lang=\"es\"", "data-criterion=\"conflict_logged\" data-verdict=\"proven\"");
  }

  @Test
  void showsOwnerOfferAndDuplicateOfAnAccount() {
    JsonNode past = asked(ACCOUNT);

    assertThat(past.at("/account/owner").asString()).isEqualTo("alice");
    assertThat(past.at("/account/epoch").asLong()).isEqualTo(1);
    assertThat(past.at("/history/0/cause").asString()).isEqualTo("connected");
    assertThat(past.get("gapless").asBoolean()).isTrue();
    assertThat(past.at("/pending_offers/count").asLong()).isEqualTo(1);
    assertThat(past.at("/last_23505/resolution/outcome").asString()).isEqualTo("conflict_decided");
    assertThat(asked("/ops/accounts?status=connected&limit=1").at("/accounts/0"))
        .isEqualTo(past.get("account"));
  }

  @Test
  void answersNotFoundForAnUnknownAccount() {
    assertThat(
            program
                .browserOfOperator()
                .get("/ops/accounts?provider=onedrive&provider_account_id=none")
                .statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {VERIFICATION, "/ops/accounts?status=connected"})
  void refusesOtherUsers(String path) {
    assertThat(program.browserOf("alice").get(path).statusCode()).isEqualTo(403);
    assertThat(program.browser().get(path).statusCode()).isEqualTo(401);
  }
}
