package com.cloudaggregator.application.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.application.flow.StateHash;
import com.cloudaggregator.domain.credential.Secret;
import org.junit.jupiter.api.Test;

/** The hash of a state is SHA-256 and nothing of the state's own. */
class StateHashTest {
  @Test
  void isSha256InLowerCaseHexadecimal() {
    // FIPS 180-2, appendix B.1
    assertThat(StateHash.of(new Secret("abc")).hex())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void namesAFlowByItsBeginning() {
    assertThat(StateHash.of(new Secret("abc")).flowName()).isEqualTo("ba7816bf8f01cfea");
  }

  @Test
  void refusesWhatIsNoSha256() {
    assertThatThrownBy(() -> new StateHash("ba78")).isInstanceOf(IllegalArgumentException.class);
  }
}
