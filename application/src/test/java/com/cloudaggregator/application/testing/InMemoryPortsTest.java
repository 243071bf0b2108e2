package com.cloudaggregator.application.testing;

import com.cloudaggregator.application.account.CloudAccountsContract;
import com.cloudaggregator.application.connect.AuthorizationFlows;
import com.cloudaggregator.application.connect.AuthorizationFlowsContract;
import com.cloudaggregator.application.connect.AuthorizationStates;
import com.cloudaggregator.application.connect.AuthorizationStatesContract;
import com.cloudaggregator.application.connect.InMemoryAuthorizationStates;
import com.cloudaggregator.application.connect.InMemoryFlows;
import com.cloudaggregator.application.disconnect.RevocationsContract;
import com.cloudaggregator.application.keys.InMemoryKeyReports;
import com.cloudaggregator.application.keys.InMemorySealedSecrets;
import com.cloudaggregator.application.keys.InMemoryVault;
import com.cloudaggregator.application.keys.KeyReports;
import com.cloudaggregator.application.keys.KeyReportsContract;
import com.cloudaggregator.application.keys.RingVault;
import com.cloudaggregator.application.keys.SealedSecrets;
import com.cloudaggregator.application.keys.SealedSecretsContract;
import com.cloudaggregator.application.keys.Vault;
import com.cloudaggregator.application.keys.VaultContract;
import com.cloudaggregator.application.notice.Contacts;
import com.cloudaggregator.application.notice.ContactsContract;
import com.cloudaggregator.application.notice.EmailAddress;
import com.cloudaggregator.application.notice.InMemoryContacts;
import com.cloudaggregator.application.notice.LossMail;
import com.cloudaggregator.application.notice.NoticesContract;
import com.cloudaggregator.application.token.CustodyContract;
import com.cloudaggregator.application.token.ExpiringTokensContract;
import com.cloudaggregator.application.transfer.InMemoryTransferTokens;
import com.cloudaggregator.application.transfer.TransferRequestsContract;
import com.cloudaggregator.application.transfer.TransferTokens;
import com.cloudaggregator.application.transfer.TransferTokensContract;
import com.cloudaggregator.application.webhook.InMemoryOutbox;
import com.cloudaggregator.application.webhook.Outbox;
import com.cloudaggregator.application.webhook.OutboxContract;
import com.cloudaggregator.application.webhook.StatusEventsContract;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** Runs the contracts against the in-memory ports that the use case tests are based on. */
class InMemoryPortsTest {

  @Nested
  class Accounts extends CloudAccountsContract {
    private final InMemoryOwnership ownership =
        new InMemoryOwnership(new TestClock(), new CountedIds());

    @Override
    protected OwnershipStore store() {
      return ownership;
    }
  }

  @Nested
  class OfStatusEvents extends StatusEventsContract {
    private final InMemoryOwnership ownership =
        new InMemoryOwnership(new TestClock(), new CountedIds());

    @Override
    protected OwnershipStore store() {
      return ownership;
    }
  }

  @Nested
  class Requests extends TransferRequestsContract {
    private final InMemoryOwnership ownership =
        new InMemoryOwnership(new TestClock(), new CountedIds());

    @Override
    protected OwnershipStore store() {
      return ownership;
    }
  }

  @Nested
  class OfRevocations extends RevocationsContract {
    private final InMemoryOwnership ownership =
        new InMemoryOwnership(new TestClock(), new CountedIds());

    @Override
    protected OwnershipStore store() {
      return ownership;
    }
  }

  @Nested
  class OfNotices extends NoticesContract {
    private final InMemoryOwnership ownership =
        new InMemoryOwnership(new TestClock(), new CountedIds());

    @Override
    protected OwnershipStore store() {
      return ownership;
    }
  }

  @Nested
  class Keeping extends CustodyContract {
    private final InMemoryOwnership ownership =
        new InMemoryOwnership(new TestClock(), new CountedIds());

    @Override
    protected OwnershipStore store() {
      return ownership;
    }
  }

  @Nested
  class OfExpiringTokens extends ExpiringTokensContract {
    private final InMemoryOwnership ownership =
        new InMemoryOwnership(new TestClock(), new CountedIds());

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
  class OfContacts extends ContactsContract {
    private final InMemoryContacts contacts = new InMemoryContacts();

    @Override
    protected Contacts contacts() {
      return contacts;
    }

    @Override
    protected UUID lose(UserId formerOwner) {
      UUID event = UUID.randomUUID();
      contacts.lose(
          event,
          formerOwner,
          new LossMail(
              new EmailAddress("any@mail.example"),
              Locale.ENGLISH,
              new Provider("onedrive"),
              "•••",
              Instant.EPOCH));
      return event;
    }
  }

  @Nested
  class OfOutbox extends OutboxContract {
    private final CountedIds ids = new CountedIds();
    private final TestClock clock = new TestClock();
    private final InMemoryOutbox outbox = new InMemoryOutbox(clock, ids);

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
      return new AccountId(ids.newId());
    }

    @Override
    protected UUID tell(AccountId account) {
      return outbox.tell(account);
    }

    @Override
    protected UUID tell(AccountId account, UserId user) {
      outbox.own(account, user);
      return outbox.tell(account);
    }

    @Override
    protected UUID mail(AccountId account) {
      return outbox.tell(account, Outbox.Channel.EMAIL);
    }

    @Override
    protected void age(Duration time) {
      clock.advance(time);
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
