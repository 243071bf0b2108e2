package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo panel in a browser and the resulting pages. {@code DemoIT} covers each button. */
@Order(12)
class DemoPanelIT {
  private static final String BRUNOS_DRIVE = "b22b00000000b22b";
  private static final String ANAS_DRIVE = "ana.perez@outlook.example";

  @TempDir static Path data;

  private static DemoBrowser demo;

  @BeforeAll
  static void start() {
    demo = DemoBrowser.start(data, "--cloud-aggregator.limits.starts-per-minute=1000");
  }

  @AfterAll
  static void stop() {
    if (demo != null) {
      demo.close();
    }
  }

  @BeforeEach
  void reset() {
    assertThat(demo.play("reset")).contains("The demo is back to its initial state");
  }

  @Test
  void providerFaultKeepsAccountsConnected() {
    demo.account(ANAS_DRIVE, "expire");
    assertThat(demo.fault("onedrive", "server_error")).contains("OneDrive now misbehaves");
    assertThat(demo.account(ANAS_DRIVE, "use")).contains("be reached");

    demo.signIn("ana");
    assertThat(demo.browser().see("#connected-title ~ .cards").getText()).contains(ANAS_DRIVE);
    assertThat(demo.fault("onedrive", "none")).contains("OneDrive works normally again");
    // The program waits before it calls the provider again.
    demo.browser().until(d -> demo.account(ANAS_DRIVE, "use").contains("it works"));
  }

  @Test
  void raceShowsOneOwner() {
    String said = demo.play("race");
    assertThat(said).contains("success", "ownership_conflict");
    assertThat(demo.browser().see("#played .log").getText()).contains("[ONEDRIVE][23505]");
    String owner = said.contains("It belongs to Ana") ? "ana" : "bruno";

    demo.signIn(owner);
    assertThat(demo.browser().see("main").getText()).contains("bruno.diaz@outlook.example");
    demo.signIn(owner.equals("ana") ? "bruno" : "ana");
    assertThat(demo.browser().see("main").getText()).doesNotContain("bruno.diaz@outlook.example");
  }

  @Test
  void databaseFaultEndsWithTheAction() {
    demo.signIn("bruno");
    assertThat(demo.play("lookup_fails")).contains("The callback returned database_query_failed");
    demo.browser().press("#played a");
    demo.browser().see("[data-code=database_query_failed]");

    demo.connect("onedrive", BRUNOS_DRIVE);
    demo.browser().see("[data-code=connected]");
  }

  @Test
  void offerWorksAgainAfterADatabaseFault() {
    demo.signIn("bruno");
    demo.connect("onedrive", DemoBrowser.ANAS_DRIVE);
    demo.browser().see("#transfer-dialog[open][data-state=offer]");
    demo.meanwhile(
        () -> assertThat(demo.play("offers_held")).contains("requests about offers get no answer"));
    demo.browser().press("#transfer-move");
    assertThat(demo.browser().see("#transfer-say.bad").getText()).contains("never moves twice");

    demo.browser()
        .until(
            d -> {
              if (demo.browser().isThere("#transfer-dialog[data-state=offer]")) {
                demo.browser().press("#transfer-move");
              }
              return demo.browser().isThere("[data-code=transferred]");
            });
  }
}
