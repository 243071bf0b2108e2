package com.cloudaggregator.application.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.domain.credential.Secret;
import org.junit.jupiter.api.Test;

/** The hash of a state is its SHA-256. */
class StateHashTest {
  @Test
  void isSha256InLowerCaseHexadecimal() {
    // FIPS 180-2, appendix B.1
    assertThat(StateHash.of(new Secret("abc")).hex())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void usesAPrefixAsTheFlowName() {
    assertThat(StateHash.of(new Secret("abc")).flowName()).isEqualTo("ba7816bf8f01cfea");
  }

  @Test
  void refusesAValueThatIsNotSha256() {
    assertThatThrownBy(() -> new StateHash("ba78")).isInstanceOf(IllegalArgumentException.class);
  }
}
