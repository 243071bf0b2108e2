package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The 23505 scenarios and error cases, with the log lines that operators search for. */
@Isolated("reads the log of the whole process")
class UniqueViolationIT {
  private static final String ALICE = "56c67b18-9b0a-4743-bc28-1e8e86800435";
  private static final String BOB = "62bf37c1-6f50-46f2-9f57-7a0b5136ed1d";

  private static Program program;
  private LogLines log;

  @BeforeAll
  static void startProgram() {
    program = Program.start();
  }

  @AfterAll
  static void stopProgram() {
    program.close();
  }

  @BeforeEach
  void emptyDatabase() {
    program.emptyDatabase();
    log = new LogLines();
  }

  @AfterEach
  void neverReconnectFailed() {
    assertThat(log.everything()).doesNotContain("reconnect_failed");
    log.close();
  }

  @Test
  void scenarioA_anotherOwnerIsAConflictWithAnOfferInTheFragment() {
    assertThat(program.browserOf(ALICE).connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .isEqualTo(program.base() + "/app?connection=success&provider=onedrive");
    log.forget();

    String location = program.browserOf(BOB).connect("onedrive", DemoAccounts.ANA_ONEDRIVE);

    assertThat(location)
        .matches(
            "\\Q"
                + program.base()
                + "/app?error=ownership_conflict&provider=onedrive#transfer_token=\\E[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    String subject = DemoAccounts.ANA_ONEDRIVE_ID;
    assertThat(log.ownershipLines())
        .containsExactly(
            "WARN [ONEDRIVE][UNIQUE_VIOLATION] Constraint 23505 detected for provider_account_id="
                + subject
                + ". Error: duplicate key value violates unique constraint \"uniq_cloud_provider_accounts_global\""
                + " DETAIL: Key (provider, provider_account_id)=(onedrive, "
                + subject
                + ") already exists.",
            "WARN [ONEDRIVE][23505] Ownership conflict: provider_account_id="
                + subject
                + " actual_owner="
                + ALICE
                + " requesting_user="
                + BOB);
    assertThat(log.lines())
        .contains(
            "INFO \"GET /auth/onedrive/callback?code=…&state=… HTTP/1.1\" 307 Temporary Redirect");
    assertThat(location + log.everything()).doesNotContain("database_error");
    assertThat(owners()).containsExactly(ALICE + "|1");
  }

  @Test
  void scenarioB_theSameOwnersRaceIsAnIdempotentSuccess() throws Exception {
    String subject = DemoAccounts.ANA_ONEDRIVE_ID;
    Browser browser = program.browserOf(ALICE);
    URI back =
        browser.consent(
            browser.start("onedrive", "mode=connect"), DemoAccounts.ANA_ONEDRIVE, "allow");
    CompletableFuture<HttpResponse<String>> answer;
    try (Connection otherNode = program.administrator();
        Statement sql = otherNode.createStatement()) {
      otherNode.setAutoCommit(false);
      sql.execute(
          "INSERT INTO cloud_provider_accounts (id, provider, provider_account_id, user_id, epoch, status, label,"
              + " access_token_sealed, refresh_token_sealed, scopes, connected_at, updated_at)"
              + " VALUES (gen_random_uuid(), 'onedrive', '"
              + subject
              + "', '"
              + ALICE
              + "', 1, 'connected', 'x',"
              + " '\\x00', '\\x00', '', now(), now())");
      answer = CompletableFuture.supplyAsync(() -> browser.follow(back));
      await()
          .until(
              () ->
                  !program
                      .rows(
                          "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ILIKE '%insert into cloud_provider_accounts%'")
                      .isEmpty());
      otherNode.commit();
    }

    assertThat(Browser.location(answer.get()))
        .isEqualTo(program.base() + "/app?connection=success&provider=onedrive");
    assertThat(log.ownershipLines()).hasSize(2);
    assertThat(log.ownershipLines().getFirst())
        .startsWith("WARN [ONEDRIVE][UNIQUE_VIOLATION] Constraint 23505 detected");
    assertThat(log.ownershipLines().getLast())
        .isEqualTo(
            "INFO [ONEDRIVE][23505] Idempotent race condition resolved: provider_account_id="
                + subject
                + " user_id="
                + ALICE);
    assertThat(owners()).containsExactly(ALICE + "|1");
    assertThat(
            program.rows(
                "SELECT octet_length(access_token_sealed) > 20 FROM cloud_provider_accounts"))
        .as("the fresh credentials are stored, not thrown away")
        .containsExactly("t");
  }

  @Test
  void aFailingOwnerLookupIsDatabaseQueryFailed() {
    program.browserOf(ALICE).connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    log.forget();
    program.sql("REVOKE SELECT ON cloud_provider_accounts FROM " + program.runtimeRole());
    try {
      assertThat(program.browserOf(BOB).connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
          .isEqualTo(program.base() + "/app?error=database_query_failed&provider=onedrive");
    } finally {
      program.sql("GRANT SELECT ON cloud_provider_accounts TO " + program.runtimeRole());
    }
    assertThat(log.ownershipLines().getLast())
        .startsWith(
            "ERROR [ONEDRIVE][23505] Failed to query owner after UNIQUE violation: PSQLException - ")
        .contains("permission denied");
    assertThat(program.rows("SELECT 1 FROM ownership_transfer_requests")).isEmpty();
  }

  @Test
  void missingOwnerAfterTwoInsertsIsDatabaseInconsistency() {
    program.browserOf(ALICE).connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    log.forget();
    program.sql("ALTER TABLE cloud_provider_accounts ENABLE ROW LEVEL SECURITY");
    program.sql("CREATE POLICY hidden ON cloud_provider_accounts FOR SELECT USING (false)");
    program.sql("CREATE POLICY inserts ON cloud_provider_accounts FOR INSERT WITH CHECK (true)");
    try {
      assertThat(program.browserOf(BOB).connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
          .isEqualTo(program.base() + "/app?error=database_inconsistency&provider=onedrive");
    } finally {
      program.sql("DROP POLICY hidden ON cloud_provider_accounts");
      program.sql("DROP POLICY inserts ON cloud_provider_accounts");
      program.sql("ALTER TABLE cloud_provider_accounts DISABLE ROW LEVEL SECURITY");
    }
    assertThat(log.ownershipLines()).hasSize(3);
    assertThat(log.ownershipLines().subList(0, 2))
        .allMatch(
            line -> line.startsWith("WARN [ONEDRIVE][UNIQUE_VIOLATION] Constraint 23505 detected"));
    assertThat(log.ownershipLines().getLast())
        .isEqualTo(
            "ERROR [ONEDRIVE][23505] No owner found after UNIQUE violation for provider_account_id="
                + DemoAccounts.ANA_ONEDRIVE_ID);
  }

  @Test
  void anotherUniqueConstraintIsDatabaseErrorAndNoConflict() {
    program.browserOf(ALICE).connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    log.forget();
    program.sql(
        "CREATE UNIQUE INDEX uniq_somebody_elses_idea ON cloud_provider_accounts (provider)");
    try {
      assertThat(program.browserOf(BOB).connect("onedrive", DemoAccounts.BRUNO_ONEDRIVE))
          .isEqualTo(program.base() + "/app?error=database_error&provider=onedrive");
    } finally {
      program.sql("DROP INDEX uniq_somebody_elses_idea");
    }
    assertThat(log.ownershipLines())
        .containsExactly(
            "ERROR [ONEDRIVE][UPSERT_ERROR] Other UNIQUE constraint violated: uniq_somebody_elses_idea");
    assertThat(program.rows("SELECT 1 FROM ownership_transfer_requests")).isEmpty();
  }

  @Test
  void anotherDatabaseErrorIsDatabaseError() {
    program.sql(
        "ALTER TABLE cloud_provider_accounts ADD CONSTRAINT nothing_goes CHECK (label = 'never') NOT VALID");
    try {
      assertThat(program.browserOf(ALICE).connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
          .isEqualTo(program.base() + "/app?error=database_error&provider=onedrive");
    } finally {
      program.sql("ALTER TABLE cloud_provider_accounts DROP CONSTRAINT nothing_goes");
    }
    assertThat(log.ownershipLines()).hasSize(1);
    assertThat(log.ownershipLines().getFirst())
        .startsWith(
            "ERROR [ONEDRIVE][UPSERT_ERROR] Non-UNIQUE database error: PSQLException - 23514, ")
        .doesNotContain(DemoAccounts.ANA_ONEDRIVE_ID);
  }

  private static List<String> owners() {
    return program.rows("SELECT user_id, epoch FROM cloud_provider_accounts");
  }
}
