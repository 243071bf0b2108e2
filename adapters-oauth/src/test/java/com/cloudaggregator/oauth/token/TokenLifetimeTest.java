package com.cloudaggregator.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.oauth.Fixtures;
import com.cloudaggregator.oauth.http.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Property-based tests: no token answer, whatever it says, yields a token without an end. */
class TokenLifetimeTest {
  private static final Duration UNKNOWN = Duration.ofMinutes(10);
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final int TRIES = 5_000;

  /** A fixed seed, so that a failure can be repeated. */
  private final Random random = new Random(20261128);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3600 | 3600",
        "\"3600\" | 3600",
        "\" 3600 \" | 3600",
        "3600.0 | 3600",
        "3600.9 | 3600",
        "\"3600.5\" | 3600",
        "3.6e3 | 3600",
        "1e3 | 1000",
        "\"3599.0\" | 3599",
        "1 | 1"
      })
  void readsNumbersAndDigits(String sent, long seconds) {
    assertThat(life(",\"expires_in\":" + sent)).hasSeconds(seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",\"expires_in\":null",
        ",\"expires_in\":0",
        ",\"expires_in\":\"0\"",
        ",\"expires_in\":-1",
        ",\"expires_in\":\"-3600\"",
        ",\"expires_in\":0.5",
        ",\"expires_in\":true",
        ",\"expires_in\":[3600]",
        ",\"expires_in\":{}",
        ",\"expires_in\":\"\"",
        ",\"expires_in\":\"never\"",
        ",\"expires_in\":\"3 600\"",
        ",\"expires_in\":\"1h\"",
        ",\"expires\":3600",
        ",\"expires_in\":\"0x10\"",
        ",\"expires_in\":\"NaN\"",
        ",\"expires_in\":\"Infinity\"",
        ",\"expires_in\":1e999",
        ",\"expires_in\":1e-999",
        ",\"expires_in\":99999999999",
        ",\"expires_in\":123456789012345678901234567890"
      })
  void anUnknownLifetimeIsShort(String member) {
    assertThat(life(member)).isEqualTo(UNKNOWN);
  }

  @Test
  void aLifetimeIsNeverLongerThanSentOrThanAYear() {
    for (int i = 0; i < TRIES; i++) {
      BigDecimal seconds =
          new BigDecimal(new BigInteger(1 + random.nextInt(60), random), random.nextInt(6) - 2);
      String number = random.nextBoolean() ? seconds.toPlainString() : seconds.toString();
      String sent = random.nextBoolean() ? number : "\"" + seconds.toPlainString() + "\"";
      Duration life = life(",\"expires_in\":" + sent);

      assertThat(life).as(sent).isPositive().isLessThanOrEqualTo(LONGEST);
      assertThat(
              life.equals(UNKNOWN) || seconds.compareTo(BigDecimal.valueOf(life.toSeconds())) >= 0)
          .as(sent)
          .isTrue();
    }
  }

  @Test
  void whateverIsSentTheTokenHasAnEnd() {
    List<String> pieces =
        List.of(
            "3600", "-", "\"", "e", "9", ".", "0", "[", "]", "{", "}", " ", "null", "true",
            "\\u0033");
    for (int i = 0; i < TRIES; i++) {
      StringBuilder value = new StringBuilder();
      for (int n = random.nextInt(6); n >= 0; n--) {
        value.append(pieces.get(random.nextInt(pieces.size())));
      }
      byte[] body = body(",\"expires_in\":" + value);
      Json.object(body)
          .flatMap(json -> TokenAnswer.parse(json, List.of(), Fixtures.NOW))
          .ifPresent(
              answer ->
                  assertThat(answer.credentials().accessTokenExpiresAt())
                      .as(value.toString())
                      .isAfter(Fixtures.NOW)
                      .isBeforeOrEqualTo(Fixtures.NOW.plus(LONGEST)));
    }
  }

  private static Duration life(String member) {
    Instant end =
        TokenAnswer.parse(Json.object(body(member)).orElseThrow(), List.of(), Fixtures.NOW)
            .orElseThrow()
            .credentials()
            .accessTokenExpiresAt();
    return Duration.between(Fixtures.NOW, Objects.requireNonNull(end));
  }

  private static byte[] body(String member) {
    return ("{\"access_token\":\"a\",\"token_type\":\"bearer\"" + member + "}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
