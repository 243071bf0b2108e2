package com.cloudaggregator.domain.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A label is shown to others masked, and can break neither a line nor a page. */
class AccountLabelTest {
  @ParameterizedTest
  @CsvSource({
    "ana.perez@outlook.com, ana.p•••@outlook.com",
    "alice@outlook.com, ali•••@outlook.com",
    "bob@outlook.com, bo•••@outlook.com",
    "al@outlook.com, a•••@outlook.com",
    "a@outlook.com, a•••@outlook.com",
    "@outlook.com, •••@outlook.com",
    "a.very.long.local.part.indeed@outlook.com, a.ver•••@outlook.com",
    "\"odd@local\"@outlook.com, \"odd@•••@outlook.com",
    "Team drive, Team •••",
    "Bo, B•••",
    "éèê@outlook.com, éè•••@outlook.com",
    "💾💿📀📼@outlook.com, 💾💿•••@outlook.com"
  })
  void showsHalfOfTheLocalPartAndFiveCharactersAtMost(String label, String masked) {
    assertThat(new AccountLabel(label).masked()).isEqualTo(masked);
  }

  @Test
  void showsNothingOfNothing() {
    assertThat(AccountLabel.NONE.masked()).isEqualTo("•••");
    assertThat(new AccountLabel("\n\u0000").masked()).isEqualTo("•••");
  }

  @Test
  void printsMasked() {
    assertThat(new AccountLabel("ana.perez@outlook.com")).hasToString("ana.p•••@outlook.com");
  }

  @Test
  void keepsItsOwnValueWhole() {
    assertThat(new AccountLabel("ana.perez@outlook.com").value()).isEqualTo("ana.perez@outlook.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "a\u0000b", "a\nb", "a\r\nb", "a\tb", "a\u001bb", "a\u007fb", "a\u0085b", "a\u2028b", "a\u2029b", "a\u200bb",
    "a\u202eb", "a\u2066b", "\ufeffab", "a\ud83db"
  })
  void dropsWhatBreaksALineOrTurnsItRound(String label) {
    assertThat(new AccountLabel(label).value()).isEqualTo("ab");
  }

  @Test
  void isCutWithoutTearingACharacter() {
    assertThat(new AccountLabel("x".repeat(300)).value()).hasSize(255);
    assertThat(new AccountLabel("💾".repeat(300)).value())
        .hasSizeLessThanOrEqualTo(255)
        .matches("(💾)+");
    assertThat(new AccountLabel("x" + "💾".repeat(200)).value())
        .hasSizeLessThanOrEqualTo(255)
        .matches("x(💾)+");
  }

  @Test
  void keepsOtherScriptsAndAccents() {
    assertThat(new AccountLabel("Ünïcödé 中文 العربية").value()).isEqualTo("Ünïcödé 中文 العربية");
  }
}
