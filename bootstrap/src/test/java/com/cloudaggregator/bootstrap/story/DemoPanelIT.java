package com.cloudaggregator.bootstrap.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's panel pressed as a person does, and what the pages say afterwards; each of its buttons is in {@code DemoIT}. */
class DemoPanelIT {
  private static final String BRUNOS_DRIVE = "b22b00000000b22b";
  private static final String ANAS_DRIVE = "ana.perez@outlook.example";

  @TempDir
  static Path data;

  private static Stage stage;

  @BeforeAll
  static void start() {
    stage = Stage.demo(data, "--cloud-aggregator.limits.starts-per-minute=1000");
  }

  @AfterAll
  static void stop() {
    if (stage != null) {
      stage.close();
    }
  }

  @BeforeEach
  void reset() {
    assertThat(stage.play("reset")).contains("The demo is as it was at the beginning");
  }

  @Test
  void aProvidersTroubleDisconnectsNothing() {
    stage.account(ANAS_DRIVE, "expire");
    assertThat(stage.fault("onedrive", "server_error")).contains("OneDrive misbehaves from now on");
    assertThat(stage.account(ANAS_DRIVE, "use")).contains("be reached");

    stage.signIn("ana");
    assertThat(stage.browser().see("#connected-title ~ .cards").getText()).contains(ANAS_DRIVE);
    assertThat(stage.fault("onedrive", "none")).contains("OneDrive behaves again");
    // It is not asked again at once.
    stage.browser().until(d -> stage.account(ANAS_DRIVE, "use").contains("it works"));
  }

  @Test
  void aRaceHasOneOwnerOnTheirPagesToo() {
    String said = stage.play("race");
    assertThat(said).contains("success", "ownership_conflict");
    assertThat(stage.browser().see("#played .log").getText()).contains("[ONEDRIVE][23505]");
    String owner = said.contains("It belongs to Ana") ? "ana" : "bruno";

    stage.signIn(owner);
    assertThat(stage.browser().see("main").getText()).contains("bruno.diaz@outlook.example");
    stage.signIn(owner.equals("ana") ? "bruno" : "ana");
    assertThat(stage.browser().see("main").getText()).doesNotContain("bruno.diaz@outlook.example");
  }

  @Test
  void aTroubleOfTheDatabaseIsOverAfterwards() {
    stage.signIn("bruno");
    assertThat(stage.play("lookup_fails")).contains("The callback said: database_query_failed");
    stage.browser().press("#played a");
    stage.browser().see("[data-code=database_query_failed]");

    stage.connect("onedrive", BRUNOS_DRIVE);
    stage.browser().see("[data-code=connected]");
  }

  @Test
  void anOfferIsAnsweredAgainWhenTheDatabaseIs() {
    stage.signIn("bruno");
    stage.connect("onedrive", Stage.ANAS_DRIVE);
    stage.browser().see("#transfer-dialog[open][data-state=offer]");
    stage.meanwhile(() -> assertThat(stage.play("offers_held")).contains("nobody gets an answer"));
    stage.browser().press("#transfer-move");
    assertThat(stage.browser().see("#transfer-say.bad").getText()).contains("was not moved twice");

    stage.browser().until(d -> {
      if (stage.browser().isThere("#transfer-dialog[data-state=offer]")) {
        stage.browser().press("#transfer-move");
      }
      return stage.browser().isThere("[data-code=transferred]");
    });
  }
}
