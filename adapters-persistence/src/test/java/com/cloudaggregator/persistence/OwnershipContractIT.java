package com.cloudaggregator.persistence;

import static com.cloudaggregator.application.port.Samples.claim;
import static com.cloudaggregator.application.port.Samples.newDrive;
import static com.cloudaggregator.application.port.Samples.newUser;

import com.cloudaggregator.application.port.AuthorizationStates;
import com.cloudaggregator.application.port.AuthorizationStatesContract;
import com.cloudaggregator.application.port.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.port.CloudAccountsContract;
import com.cloudaggregator.application.port.CustodyContract;
import com.cloudaggregator.application.port.ExpiringTokensContract;
import com.cloudaggregator.application.port.KeyReports;
import com.cloudaggregator.application.port.KeyReportsContract;
import com.cloudaggregator.application.port.NoticesContract;
import com.cloudaggregator.application.port.Outbox;
import com.cloudaggregator.application.port.OutboxContract;
import com.cloudaggregator.application.port.OwnershipStore;
import com.cloudaggregator.application.port.RevocationsContract;
import com.cloudaggregator.application.port.SessionEnds;
import com.cloudaggregator.application.port.SessionEndsContract;
import com.cloudaggregator.application.port.TransferRequestsContract;
import com.cloudaggregator.domain.account.AccountId;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** PostgreSQL keeps the promises of the ports: the very tests that the use cases' stand-ins pass. */
class OwnershipContractIT {
  private static TestStore store;

  @Nested
  class OfSessionEnds extends SessionEndsContract {
    @Override
    protected SessionEnds ends() {
      return store.bean(SessionEnds.class);
    }
  }

  @BeforeAll
  static void open() {
    store = TestStore.open();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Nested
  class Accounts extends CloudAccountsContract {
    @Override
    protected OwnershipStore store() {
      return new StoredOwnership(store);
    }
  }

  @Nested
  class Requests extends TransferRequestsContract {
    @Override
    protected OwnershipStore store() {
      return new StoredOwnership(store);
    }
  }

  @Nested
  class OfNotices extends NoticesContract {
    @Override
    protected OwnershipStore store() {
      return new StoredOwnership(store);
    }
  }

  @Nested
  class OfOutbox extends OutboxContract {
    @Override
    protected Outbox outbox() {
      return store.bean(Outbox.class);
    }

    @BeforeEach
    @Override
    protected void empty() {
      store.execute("TRUNCATE outbox");
    }

    @Override
    protected AccountId account() {
      AccountId account = ((ClaimResult.Claimed) store.accounts().claim(claim(newDrive(), newUser()))).account().id();
      store.execute("DELETE FROM outbox WHERE account_id = '" + account + "'");
      return account;
    }

    @Override
    protected UUID tell(AccountId account) {
      return UUID.fromString(store.text("""
          INSERT INTO outbox (id, account_id, epoch, type, payload)
          SELECT uuidv7(), '%1$s', 1 + count(*), 'account.connected', '{"type": "account.connected"}'
          FROM outbox WHERE account_id = '%1$s' RETURNING id
          """.formatted(account)));
    }
  }

  @Nested
  class OfRevocations extends RevocationsContract {
    @Override
    protected OwnershipStore store() {
      return new StoredOwnership(store);
    }
  }

  @Nested
  class Keeping extends CustodyContract {
    @Override
    protected OwnershipStore store() {
      return new StoredOwnership(store);
    }
  }

  @Nested
  class OfExpiringTokens extends ExpiringTokensContract {
    @Override
    protected OwnershipStore store() {
      return new StoredOwnership(store);
    }
  }

  @Nested
  class States extends AuthorizationStatesContract {
    @Override
    protected AuthorizationStates states() {
      return store.states();
    }
  }

  @Nested
  class OfReports extends KeyReportsContract {
    @Override
    protected KeyReports reports() {
      return store.bean(KeyReports.class);
    }

    @Override
    protected void letTimePass() {
      store.execute("UPDATE vault_key_waits SET since = since - interval '1 minute'");
    }
  }
}
