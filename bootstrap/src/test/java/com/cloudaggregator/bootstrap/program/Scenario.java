package com.cloudaggregator.bootstrap.program;

import java.util.List;

/** The scenarios of the verification record with their expected results. */
enum Scenario {
  CONFLICT(
      "Scenario A: another user connects an account that someone owns",
      "/app?error=ownership_conflict&provider=onedrive",
      true,
      List.of(
          Lines.DETECTED,
          "[ONEDRIVE][23505] Ownership conflict: provider_account_id="
              + Lines.ID
              + " actual_owner="
              + ScenarioRunner.ALICE
              + " requesting_user="
              + ScenarioRunner.BOB)),
  RACE(
      "Scenario B: two flows of the owner race, and each inserts before the other commits",
      "/app?connection=success&provider=onedrive",
      false,
      List.of(
          Lines.DETECTED,
          "[ONEDRIVE][23505] Idempotent race condition resolved: provider_account_id="
              + Lines.ID
              + " user_id="
              + ScenarioRunner.ALICE)),
  ADOPTION(
      "A released account is connected by another user",
      "/app?connection=success&provider=onedrive",
      false,
      List.of(
          Lines.DETECTED,
          "[ONEDRIVE][ADOPTED] Released account connected: provider_account_id=" + Lines.ID)),
  LOOKUP_FAILS(
      "Error case 2: the look-up of the owner fails",
      "/app?error=database_query_failed&provider=onedrive",
      false,
      List.of(
          Lines.DETECTED,
          "[ONEDRIVE][23505] Failed to query owner after UNIQUE violation: PSQLException - ")),
  OWNER_MISSING(
      "Error case 3: there is no owner to be found",
      "/app?error=database_inconsistency&provider=onedrive",
      false,
      List.of(
          Lines.DETECTED,
          Lines.DETECTED,
          "[ONEDRIVE][23505] No owner found after UNIQUE violation for provider_account_id="
              + Lines.ID)),
  FOREIGN_CONSTRAINT(
      "Another unique constraint refuses the row",
      "/app?error=database_error&provider=onedrive",
      false,
      List.of(
          "[ONEDRIVE][UPSERT_ERROR] Other UNIQUE constraint violated: uniq_somebody_elses_idea")),
  OTHER_ERROR(
      "Error case 1's line: an error of the database that is no unique violation",
      "/app?error=database_error&provider=onedrive",
      false,
      List.of("[ONEDRIVE][UPSERT_ERROR] Non-UNIQUE database error: PSQLException - 23514, "));

  /** The expected log lines. */
  private static final class Lines {
    static final String ID = DemoAccounts.ANA_ONEDRIVE_ID;
    static final String DETECTED =
        "[ONEDRIVE][UNIQUE_VIOLATION] Constraint 23505 detected for provider_account_id="
            + ID
            + ". Error: duplicate key value violates unique constraint \"uniq_cloud_provider_accounts_global\""
            + " DETAIL: Key (provider, provider_account_id)=(onedrive, "
            + ID
            + ") already exists.";
  }

  private final String title;
  private final String location;
  private final boolean withOffer;
  private final List<String> lines;

  Scenario(String title, String location, boolean withOffer, List<String> lines) {
    this.title = title;
    this.location = location;
    this.withOffer = withOffer;
    this.lines = lines;
  }

  String title() {
    return title;
  }

  /** The expected redirect target, relative to the public URL and without the fragment. */
  String location() {
    return location;
  }

  /** The number of callbacks in the scenario. */
  int callbacks() {
    return this == RACE ? 2 : 1;
  }

  boolean withOffer() {
    return withOffer;
  }

  /** The beginnings of exactly the expected ownership lines, in order. */
  List<String> lines() {
    return lines;
  }
}
