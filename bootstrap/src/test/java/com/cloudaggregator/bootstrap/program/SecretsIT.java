package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Secrets are stored and logged nowhere in clear text: in no row of any table, and in no log line
 * at any level.
 */
@Isolated("reads the log of the whole process, at TRACE")
class SecretsIT {

  @Test
  void storesAndLogsNoTokenCodeVerifierOrState() {
    try (Program program = Program.start();
        LogLines log = new LogLines()) {
      log.atTrace("com.cloudaggregator");
      log.atTrace("org.springframework.web");
      log.atTrace("org.springframework.security");
      program.providers().forget();
      Browser alice = program.browserOf("alice");
      Browser bob = program.browserOf("bob");
      List<String> secrets = new ArrayList<>();
      URI first =
          alice.consent(
              alice.start("onedrive", "mode=connect"), DemoAccounts.ANA_ONEDRIVE, "allow");
      secrets.addAll(values(first));
      alice.follow(first);
      URI second =
          bob.consent(bob.start("onedrive", "mode=connect"), DemoAccounts.ANA_ONEDRIVE, "allow");
      secrets.addAll(values(second));
      String location = Browser.location(bob.follow(second));
      String token =
          location.substring(location.indexOf("#transfer_token=") + "#transfer_token=".length());
      secrets.add(token);
      assertThat(
              bob.post("/cloud/transfer-ownership", "{\"transfer_token\":\"" + token + "\"}")
                  .statusCode())
          .isEqualTo(200);
      secrets.addAll(program.providers().issuedTokens());

      assertThat(secrets).hasSizeGreaterThanOrEqualTo(9).allMatch(secret -> secret.length() >= 16);
      String dump = dump(program);
      assertThat(dump).contains(DemoAccounts.ANA_ONEDRIVE_ID);
      for (String secret : secrets) {
        assertThat(dump).as("database").doesNotContain(secret);
        assertThat(log.ofTheProgram()).as("log").doesNotContain(secret);
      }
      assertThat(log.ofTheProgram()).as("no e-mail either").doesNotContain("@outlook");
    }
  }

  /** The values of {@code code} and {@code state}. */
  private static List<String> values(URI callback) {
    List<String> values = new ArrayList<>();
    for (String parameter : callback.getRawQuery().split("&")) {
      if (parameter.startsWith("code=") || parameter.startsWith("state=")) {
        values.add(parameter.substring(parameter.indexOf('=') + 1));
      }
    }
    return values;
  }

  /** Every row of every table as text; binary columns as text where they contain text. */
  private static String dump(Program program) {
    StringBuilder dump = new StringBuilder();
    for (String table :
        program.rows(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")) {
      program
          .rows("SELECT t::text FROM " + table + " t")
          .forEach(row -> dump.append(row).append('\n'));
    }
    for (String column :
        program.rows(
            "SELECT format('%I|%I', table_name, column_name) FROM information_schema.columns WHERE data_type = 'bytea' AND table_schema = 'public'")) {
      String[] parts = column.split("\\|");
      program
          .rows(
              "SELECT encode("
                  + parts[1]
                  + ", 'escape') FROM "
                  + parts[0]
                  + " WHERE "
                  + parts[1]
                  + " IS NOT NULL")
          .forEach(row -> dump.append(row).append('\n'));
    }
    return dump.toString();
  }
}
