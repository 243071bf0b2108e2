package com.cloudaggregator.oauth;

import com.cloudaggregator.application.port.AuthorizationFlows;
import com.cloudaggregator.application.port.AuthorizationFlowsContract;
import com.cloudaggregator.application.port.TransferTokens;
import com.cloudaggregator.application.port.TransferTokensContract;
import com.cloudaggregator.application.port.Vault;
import com.cloudaggregator.application.port.VaultContract;
import java.security.SecureRandom;
import java.time.Clock;
import org.junit.jupiter.api.Nested;

/** What is sealed and signed here keeps the promises of the ports: the tests that the use cases' stand-ins pass. */
class PortContractTest {

  private static SealedBox box(String key) {
    return new SealedBox(Fixtures.ring(key), new SecureRandom());
  }

  @Nested
  class OfVault extends VaultContract {
    private final Vault vault = new AesVault(box("vault"));

    @Override
    protected Vault vault() {
      return vault;
    }
  }

  @Nested
  class Tokens extends TransferTokensContract {
    @Override
    protected TransferTokens tokens(Clock clock) {
      return new SignedTransferTokens(Fixtures.PUBLIC_URL, Fixtures.ring("transfer"), clock);
    }
  }

  @Nested
  class Flows extends AuthorizationFlowsContract {
    private final AuthorizationFlows flows = new SealedFlows(box("flow"));

    @Override
    protected AuthorizationFlows flows() {
      return flows;
    }
  }
}
