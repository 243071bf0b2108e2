package com.cloudaggregator.oauth.seal;

import com.cloudaggregator.application.connect.AuthorizationFlows;
import com.cloudaggregator.application.connect.AuthorizationFlowsContract;
import com.cloudaggregator.application.keys.Vault;
import com.cloudaggregator.application.keys.VaultContract;
import com.cloudaggregator.application.transfer.TransferTokens;
import com.cloudaggregator.application.transfer.TransferTokensContract;
import com.cloudaggregator.oauth.Fixtures;
import java.security.SecureRandom;
import java.time.Clock;
import org.junit.jupiter.api.Nested;

/** Runs the contracts of the ports, which the in-memory implementations pass too. */
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
      return new SignedTransferTokens(
          Fixtures.PUBLIC_URL, Fixtures.ring("transfer"), OtherNode.WITHOUT_KEYS, clock);
    }
  }

  @Nested
  class Flows extends AuthorizationFlowsContract {
    private final AuthorizationFlows flows =
        new SealedFlows(new AesCookieSeal(box("flow")), OtherNode.WITHOUT_KEYS);

    @Override
    protected AuthorizationFlows flows() {
      return flows;
    }
  }
}
