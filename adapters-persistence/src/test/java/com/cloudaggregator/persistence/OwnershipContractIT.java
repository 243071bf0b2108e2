package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.AuthorizationStates;
import com.cloudaggregator.application.port.AuthorizationStatesContract;
import com.cloudaggregator.application.port.CloudAccountsContract;
import com.cloudaggregator.application.port.CustodyContract;
import com.cloudaggregator.application.port.KeyReports;
import com.cloudaggregator.application.port.KeyReportsContract;
import com.cloudaggregator.application.port.NoticesContract;
import com.cloudaggregator.application.port.OwnershipStore;
import com.cloudaggregator.application.port.RevocationsContract;
import com.cloudaggregator.application.port.TransferRequestsContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** PostgreSQL keeps the promises of the ports: the very tests that the use cases' stand-ins pass. */
class OwnershipContractIT {
  private static TestStore store;

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
  }
}
