package com.cloudaggregator.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.installation.Finding;
import com.cloudaggregator.application.installation.Finding.CheckStatus;
import com.cloudaggregator.application.installation.InstalledDatabase;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The check of an installation's database, over a connection that a pooler may give to the program
 * next.
 */
class InspectionIT {
  private static TestStore store;
  private static ConfigurableApplicationContext inspection;

  @BeforeAll
  static void open() {
    store = TestStore.open();
    inspection =
        new SpringApplicationBuilder(PersistenceAdapter.Inspection.class)
            .web(WebApplicationType.NONE)
            .logStartupInfo(false)
            .properties(
                "verify-installation=",
                "spring.main.banner-mode=off",
                "spring.datasource.url=" + store.database().url(),
                "spring.datasource.username=" + store.database().appUser(),
                "spring.datasource.password=" + store.database().appPassword())
            .run();
  }

  @AfterAll
  static void close() {
    inspection.close();
    store.close();
  }

  private static JdbcClient connection() {
    return JdbcClient.create(inspection.getBean(DataSource.class));
  }

  private static String show(String setting) {
    return connection().sql("SHOW " + setting).query(String.class).single();
  }

  @Test
  void readsInReadOnlyTransactions() {
    List<Finding> findings = inspection.getBean(InstalledDatabase.class).inspect();

    assertThat(findings)
        .allSatisfy(finding -> assertThat(finding.status()).isEqualTo(CheckStatus.OK));
    assertThat(findings).extracting(Finding::subject).contains("read-only transactions");
  }

  /**
   * Behind a pooler in transaction mode, the next transaction on this connection is the program's.
   */
  @Test
  void leavesNoSettingInTheSession() {
    String timeout = store.text("SHOW statement_timeout");

    inspection.getBean(InstalledDatabase.class).inspect();

    assertThat(show("default_transaction_read_only")).isEqualTo("off");
    assertThat(show("statement_timeout")).isEqualTo(timeout);
    assertThat(
            connection()
                .sql(
                    "INSERT INTO vault_key_canaries (key_id, sealed) VALUES ('written-afterwards', 'x')")
                .update())
        .isOne();
  }
}
