package com.cloudaggregator.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.connect.ConnectError;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {

  @Test
  void containsEveryErrorOfACallback() {
    assertThat(
            Arrays.stream(ConnectError.values())
                .map(refusal -> refusal.name().toLowerCase(Locale.ROOT)))
        .allMatch(code -> ErrorCode.of(code).isPresent());
  }

  @Test
  void doesNotContainReconnectFailed() {
    assertThat(ErrorCode.of("reconnect_failed")).isEmpty();
  }

  @Test
  void namesTheLogLineOfEachCode() {
    assertThat(ErrorCode.values())
        .extracting(ErrorCode::logLine)
        .allMatch(line -> line.matches("Refused: \\d{3} [a-z_]+|\\[[A-Z]+]\\[[A-Z0-9_|]+] .*…"));
  }

  @Test
  void comparesCodesExactly() {
    assertThat(ErrorCode.of("Owner_Changed")).isEmpty();
    assertThat(ErrorCode.of("owner_changed")).contains(ErrorCode.OWNER_CHANGED);
  }
}
