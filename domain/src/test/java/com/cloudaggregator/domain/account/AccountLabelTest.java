package com.cloudaggregator.domain.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A label is masked for others and cannot break a log line or a page. */
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
  void masksAllButHalfOfTheLocalPart(String label, String masked) {
    assertThat(new AccountLabel(label).masked()).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource({
    "carlos03@outlook.com, ca•••03@outlook.com",
    "ana.perez@outlook.com, ana•••ez@outlook.com",
    "a.very.long.local.part.indeed@outlook.com, a.v•••ed@outlook.com",
    "carlos3@outlook.com, carl•••@outlook.com",
    "alice@outlook.com, ali•••@outlook.com",
    "a@outlook.com, a•••@outlook.com",
    "@outlook.com, •••@outlook.com",
    "Team drive, Tea•••ve",
    "Bo, B•••",
    "💾💿📀📼💾💿📀📼@outlook.com, 💾💿•••📀📼@outlook.com"
  })
  void showsTheLastOwnerTheEndOfALongLocalPart(String label, String masked) {
    assertThat(new AccountLabel(label).maskedForLastOwner()).isEqualTo(masked);
    assertThat(masked.codePointCount(0, masked.length()))
        .as("no more characters than others see")
        .isEqualTo(
            new AccountLabel(label)
                .masked()
                .codePointCount(0, new AccountLabel(label).masked().length()));
  }

  @Test
  void masksAnEmptyLabel() {
    assertThat(AccountLabel.NONE.maskedForLastOwner()).isEqualTo("•••");
    assertThat(AccountLabel.NONE.masked()).isEqualTo("•••");
    assertThat(new AccountLabel("\n\u0000").masked()).isEqualTo("•••");
  }

  @Test
  void printsMasked() {
    assertThat(new AccountLabel("ana.perez@outlook.com")).hasToString("ana.p•••@outlook.com");
  }

  @Test
  void keepsTheFullValue() {
    assertThat(new AccountLabel("ana.perez@outlook.com").value())
        .isEqualTo("ana.perez@outlook.com");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u0000b",
        "a\nb",
        "a\r\nb",
        "a\tb",
        "a\u001bb",
        "a\u007fb",
        "a\u0085b",
        "a\u2028b",
        "a\u2029b",
        "a\u200bb",
        "a\u202eb",
        "a\u2066b",
        "\ufeffab",
        "a\u200eb",
        "a\u061cb",
        "a\u2069b",
        "\u200dab",
        "ab\u200c",
        "a\udb40\udc67b",
        "a\ud83db",
        "a\udc00b",
        "\u3164ab",
        "a\u115f\u1160\uffa0b",
        "a\u00adb",
        "a\ufff9b"
      })
  void removesControlAndDirectionCharacters(String label) {
    assertThat(new AccountLabel(label).value()).isEqualTo("ab");
  }

  @Test
  void truncatesWithoutSplittingACharacter() {
    assertThat(new AccountLabel("x".repeat(300)).value()).hasSize(255);
    assertThat(new AccountLabel("💾".repeat(300)).value())
        .hasSizeLessThanOrEqualTo(255)
        .matches("(💾)+");
    assertThat(new AccountLabel("x" + "💾".repeat(200)).value())
        .hasSizeLessThanOrEqualTo(255)
        .matches("x(💾)+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "علی\u200cرضا",
        "क्\u200dष",
        "👨\u200d👩\u200d👧\u200d👦",
        "🏳️\u200d🌈",
        "🏴\udb40\udc67\udb40\udc62\udb40\udc73\udb40\udc63\udb40\udc74\udb40\udc7f"
      })
  void keepsJoinersAndTagsOfACharacter(String label) {
    assertThat(new AccountLabel(label).value()).isEqualTo(label);
  }

  @Test
  void removesTheDirectionMarksOfADisguisedName() {
    assertThat(new AccountLabel("a\u202Egpj.exe").value()).isEqualTo("agpj.exe");
  }

  @Test
  void masksAndTruncatesBetweenWholeCharacters() {
    String family = "👨\u200d👩\u200d👧\u200d👦";

    assertThat(new AccountLabel(family + family + "@outlook.com").masked())
        .isEqualTo(family + "•••@outlook.com");
    assertThat(new AccountLabel(family.repeat(50)).value())
        .isEqualTo(family.repeat(255 / family.length()));
  }

  @Test
  void keepsNoMoreMarksThanALanguageUses() {
    assertThat(new AccountLabel("Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306algo").value())
        .isEqualTo("Z\u0300\u0301\u0302\u0303algo");
    assertThat(new AccountLabel("a" + "\u0301".repeat(10_000) + "b@outlook.com").value())
        .startsWith("a\u0301\u0301\u0301\u0301")
        .hasSizeLessThanOrEqualTo(255);
    assertThat(new AccountLabel("Tiếng Việt שָׁלוֹם हिन्दी ที่อยู่").value())
        .isEqualTo("Tiếng Việt שָׁלוֹם हिन्दी ที่อยู่");
  }

  @Test
  void keepsOtherScriptsAndAccents() {
    assertThat(new AccountLabel("Ünïcödé 中文 العربية").value()).isEqualTo("Ünïcödé 中文 العربية");
  }
}
