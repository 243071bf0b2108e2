package com.cloudaggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.connect.Refusal;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {

  @Test
  void knowsEveryRefusalOfTheCallback() {
    assertThat(Arrays.stream(Refusal.values()).map(refusal -> refusal.name().toLowerCase(Locale.ROOT)))
        .allMatch(code -> ErrorCode.of(code).isPresent());
  }

  @Test
  void doesNotKnowAReconnectFailure() {
    assertThat(ErrorCode.of("reconnect_failed")).isEmpty();
  }

  @Test
  void comparesCodesExactly() {
    assertThat(ErrorCode.of("Owner_Changed")).isEmpty();
    assertThat(ErrorCode.of("owner_changed")).contains(ErrorCode.OWNER_CHANGED);
  }
}
