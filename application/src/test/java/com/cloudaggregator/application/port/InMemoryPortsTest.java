package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.AccountId;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** The ports that the use cases are tested with keep the same promises as those of the program. */
class InMemoryPortsTest {

  @Nested
  class Accounts extends CloudAccountsContract {
    private final InMemoryOwnership ownership = new InMemoryOwnership(new TestClock(), new CountedIds());

    @Override
    protected OwnershipStore store() {
      return ownership;
    }
  }

  @Nested
  class Requests extends TransferRequestsContract {
    private final InMemoryOwnership ownership = new InMemoryOwnership(new TestClock(), new CountedIds());

    @Override
    protected OwnershipStore store() {
      return ownership;
    }
  }

  @Nested
  class OfRevocations extends RevocationsContract {
    private final InMemoryOwnership ownership = new InMemoryOwnership(new TestClock(), new CountedIds());

    @Override
    protected OwnershipStore store() {
      return ownership;
    }
  }

  @Nested
  class OfSessionEnds extends SessionEndsContract {
    private final SessionEnds ends = new InMemorySessionEnds(new CountedIds());

    @Override
    protected SessionEnds ends() {
      return ends;
    }
  }

  @Nested
  class OfNotices extends NoticesContract {
    private final InMemoryOwnership ownership = new InMemoryOwnership(new TestClock(), new CountedIds());

    @Override
    protected OwnershipStore store() {
      return ownership;
    }
  }

  @Nested
  class Keeping extends CustodyContract {
    private final InMemoryOwnership ownership = new InMemoryOwnership(new TestClock(), new CountedIds());

    @Override
    protected OwnershipStore store() {
      return ownership;
    }
  }

  @Nested
  class OfExpiringTokens extends ExpiringTokensContract {
    private final InMemoryOwnership ownership = new InMemoryOwnership(new TestClock(), new CountedIds());

    @Override
    protected OwnershipStore store() {
      return ownership;
    }
  }

  @Nested
  class States extends AuthorizationStatesContract {
    private final InMemoryAuthorizationStates states = new InMemoryAuthorizationStates();

    @Override
    protected AuthorizationStates states() {
      return states;
    }
  }

  @Nested
  class OfOutbox extends OutboxContract {
    private final CountedIds ids = new CountedIds();
    private final InMemoryOutbox outbox = new InMemoryOutbox(new TestClock(), ids);

    @Override
    protected Outbox outbox() {
      return outbox;
    }

    @BeforeEach
    @Override
    protected void empty() {
      outbox.empty();
    }

    @Override
    protected AccountId account() {
      return new AccountId(ids.get());
    }

    @Override
    protected UUID tell(AccountId account) {
      return outbox.tell(account);
    }
  }

  @Nested
  class OfVault extends VaultContract {
    private final InMemoryVault vault = new InMemoryVault();

    @Override
    protected Vault vault() {
      return vault;
    }
  }

  @Nested
  class Tokens extends TransferTokensContract {
    @Override
    protected TransferTokens tokens(Clock clock) {
      return new InMemoryTransferTokens(clock);
    }
  }

  @Nested
  class Flows extends AuthorizationFlowsContract {
    private final InMemoryFlows flows = new InMemoryFlows();

    @Override
    protected AuthorizationFlows flows() {
      return flows;
    }
  }

  @Nested
  class OfReports extends KeyReportsContract {
    private final TestClock clock = new TestClock();
    private final InMemoryKeyReports reports = new InMemoryKeyReports(clock);

    @Override
    protected void letTimePass() {
      clock.advance(Duration.ofMinutes(1));
    }

    @Override
    protected KeyReports reports() {
      return reports;
    }
  }

  @Nested
  class OfSealedSecrets extends SealedSecretsContract {
    private final InMemorySealedSecrets secrets = new InMemorySealedSecrets();
    private final RingVault vault = new RingVault("k1");

    @Override
    protected SealedSecrets secrets() {
      return secrets;
    }

    @Override
    protected RingVault vault() {
      return vault;
    }

    @Override
    protected UUID connect() {
      return secrets.connect(vault);
    }

    @Override
    protected void reconnect(UUID account) {
      secrets.reconnect(account, vault);
    }
  }
}
