package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.bootstrap.demo.provider.Fault;
import com.cloudaggregator.bootstrap.demo.provider.FaultSwitch;
import com.cloudaggregator.bootstrap.demo.provider.Vendor;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Storage usage of accounts at three providers, each with its own response format. */
class StorageIT {
  private static final String ALICE = "alice";
  private static final long GIB = 1L << 30;

  private static Program program;

  @BeforeAll
  static void startProgram() {
    program = Program.start();
  }

  @AfterAll
  static void stopProgram() {
    program.close();
  }

  @BeforeEach
  void connectThree() {
    program.emptyDatabase();
    for (Map.Entry<String, String> account :
        Map.of(
                "onedrive", DemoAccounts.ANA_ONEDRIVE,
                "googledrive", DemoAccounts.ANA_GOOGLE,
                "dropbox", DemoAccounts.ANA_DROPBOX)
            .entrySet()) {
      assertThat(program.browserOf(ALICE).connect(account.getKey(), account.getValue()))
          .contains("success");
    }
    program.providers().forget();
  }

  @AfterEach
  void clearFaults() {
    faults().clear();
  }

  private static FaultSwitch faults() {
    return program.bean(FaultSwitch.class);
  }

  private static JsonNode summary() {
    HttpResponse<String> answer = program.browserOf(ALICE).get("/cloud/storage-summary");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    return JsonMapper.builder().build().readTree(answer.body());
  }

  private static Map<String, String> byProvider(JsonNode summary) {
    Map<String, String> accounts = new TreeMap<>();
    summary
        .get("accounts")
        .forEach(
            account ->
                accounts.put(
                    account.get("provider").asString(),
                    account.get("status").asString()
                        + " "
                        + account.get("used")
                        + " "
                        + account.get("total")));
    return accounts;
  }

  @Test
  void addsUpTheQuotasOfThreeProviders() {
    JsonNode summary = summary();

    assertThat(byProvider(summary))
        .isEqualTo(
            Map.of(
                "onedrive", "ok " + 12 * GIB + " " + 100 * GIB,
                "googledrive", "ok " + 7 * GIB + " " + 15 * GIB,
                "dropbox", "ok " + GIB + " " + 2 * GIB));
    assertThat(summary.get("used").asLong()).isEqualTo(20 * GIB);
    assertThat(summary.get("total").asLong()).isEqualTo(117 * GIB);
  }

  @Test
  void showsOtherAccountsDuringAProviderOutage() {
    faults().set(Vendor.GOOGLEDRIVE, Fault.SERVER_ERROR);
    faults().set(Vendor.DROPBOX, Fault.HANG);
    Instant begin = Instant.now();

    JsonNode summary = summary();

    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(7));
    assertThat(byProvider(summary))
        .isEqualTo(
            Map.of(
                "onedrive", "ok " + 12 * GIB + " " + 100 * GIB,
                "googledrive", "unavailable null null",
                "dropbox", "unavailable null null"));
    assertThat(summary.get("used").asLong()).isEqualTo(12 * GIB);
    assertThat(program.rows("SELECT DISTINCT status FROM cloud_provider_accounts"))
        .containsExactly("connected");
  }

  @Test
  void reportsAnAccountThatNeedsReconnection() {
    program.sql(
        "UPDATE cloud_provider_accounts SET status = 'needs_reconnect', reason = 'invalid_grant'"
            + " WHERE provider = 'dropbox'");

    assertThat(byProvider(summary())).containsEntry("dropbox", "needs_reconnect null null");
  }

  /** The provider revokes an access token before it expires, as after a password change. */
  @Test
  void replacesARevokedAccessToken() {
    faults().endAccessTokens(Vendor.ONEDRIVE, Instant.now());

    assertThat(byProvider(summary())).containsEntry("onedrive", "ok " + 12 * GIB + " " + 100 * GIB);
    assertThat(program.providers().tokenCalls()).isEqualTo(1);
  }

  @Test
  void hidesTheAccountsOfOtherUsers() {
    assertThat(program.browserOf("bob").get("/cloud/storage-summary").body())
        .isEqualTo("{\"accounts\":[],\"used\":0,\"total\":null}");
    assertThat(program.browser().get("/cloud/storage-summary").statusCode()).isEqualTo(401);
  }
}
