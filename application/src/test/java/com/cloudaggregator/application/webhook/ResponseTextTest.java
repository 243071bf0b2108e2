package com.cloudaggregator.application.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseTextTest {

  @ParameterizedTest
  @CsvSource(
      value = {
        "unknown user|unknown user",
        "'  two\r\n\tlines '|two lines",
        "'bell\u0007, \u202Ereversed\u2069'|'bell , reversed'",
        "'\u0000\u001B[31m'|[31m",
        "''|''"
      },
      delimiter = '|')
  void isOneLineOfPrintableText(String sent, String kept) {
    assertThat(new ResponseText(sent).value()).isEqualTo(kept);
  }

  @Test
  void isCutBetweenCodePoints() {
    assertThat(new ResponseText("😀".repeat(500)).value()).isEqualTo("😀".repeat(200));
    assertThat(new ResponseText("x".repeat(199) + " y").value()).hasSize(199);
  }

  @Test
  void printsNothing() {
    assertThat(new ResponseText("secret")).asString().doesNotContain("secret");
  }
}
