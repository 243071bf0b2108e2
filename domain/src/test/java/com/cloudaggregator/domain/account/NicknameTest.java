package com.cloudaggregator.domain.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NicknameTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "Work|Work",
        "  Mum's   photos |Mum's photos",
        "Wo\u0000rk\u202e|Work",
        "a\tb\u2028c|a bc",
        "\u200b|''",
        "\ud83d\udc68\u200d\ud83d\udc69|\ud83d\udc68\u200d\ud83d\udc69"
      })
  void keepsWhatPeopleCanSee(String text, String kept) {
    assertThat(new Nickname(text).value()).isEqualTo(kept);
  }

  @Test
  void hasUpTo60Characters() {
    assertThat(new Nickname("\ud83d\udc1f".repeat(60)).value()).hasSize(120);
    assertThatIllegalArgumentException().isThrownBy(() -> new Nickname("x".repeat(61)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Nickname(" ".repeat(2000)));
  }

  @Test
  void isNotShownAsText() {
    assertThat(new Nickname("Mum")).hasToString("Nickname[…]");
    assertThat(new Nickname(" ").isEmpty()).isTrue();
  }
}
