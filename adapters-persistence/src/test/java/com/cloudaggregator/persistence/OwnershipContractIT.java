package com.cloudaggregator.persistence;

import static com.cloudaggregator.application.testing.Samples.claim;
import static com.cloudaggregator.application.testing.Samples.newDrive;
import static com.cloudaggregator.application.testing.Samples.newUser;

import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.CloudAccountsContract;
import com.cloudaggregator.application.connect.AuthorizationStates;
import com.cloudaggregator.application.connect.AuthorizationStatesContract;
import com.cloudaggregator.application.disconnect.RevocationsContract;
import com.cloudaggregator.application.keys.KeyReports;
import com.cloudaggregator.application.keys.KeyReportsContract;
import com.cloudaggregator.application.notice.Contacts;
import com.cloudaggregator.application.notice.ContactsContract;
import com.cloudaggregator.application.notice.NoticesContract;
import com.cloudaggregator.application.testing.OwnershipStore;
import com.cloudaggregator.application.token.CustodyContract;
import com.cloudaggregator.application.token.ExpiringTokensContract;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.application.transfer.TransferRequestsContract;
import com.cloudaggregator.application.webhook.Outbox;
import com.cloudaggregator.application.webhook.OutboxContract;
import com.cloudaggregator.application.webhook.StatusEventsContract;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.TransferGrant;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;

/** The contracts of the ports on PostgreSQL: the tests that the in-memory implementations pass. */
@Order(1)
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
      return new JpaOwnershipStore(store);
    }
  }

  @Nested
  class OfStatusEvents extends StatusEventsContract {
    @Override
    protected OwnershipStore store() {
      return new JpaOwnershipStore(store);
    }
  }

  @Nested
  class Requests extends TransferRequestsContract {
    @Override
    protected OwnershipStore store() {
      return new JpaOwnershipStore(store);
    }
  }

  @Nested
  class OfNotices extends NoticesContract {
    @Override
    protected OwnershipStore store() {
      return new JpaOwnershipStore(store);
    }
  }

  @Nested
  class OfContacts extends ContactsContract {
    @Override
    protected Contacts contacts() {
      return store.bean(Contacts.class);
    }

    @Override
    protected UUID lose(UserId formerOwner) {
      CloudAccount account =
          ((ClaimResult.Claimed) store.accounts().claim(claim(newDrive(), formerOwner))).account();
      TransferGrant grant =
          ((OfferResult.Offered)
                  store
                      .requests()
                      .offer(
                          claim(account.providerAccount(), newUser()),
                          new OwnedByAnother(account, formerOwner),
                          Duration.ofMinutes(10),
                          1000))
              .grant();
      store
          .requests()
          .transfer(grant.id(), grant.requester(), new TransferLimits(Duration.ZERO, 3));
      return UUID.fromString(
          store.text(
              "SELECT id FROM outbox WHERE channel = 'email' AND account_id = '%s'"
                  .formatted(account.id())));
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
      outbox().resume();
    }

    @Override
    protected AccountId account() {
      AccountId account =
          ((ClaimResult.Claimed) store.accounts().claim(claim(newDrive(), newUser())))
              .account()
              .id();
      store.execute("DELETE FROM outbox WHERE account_id = '" + account + "'");
      return account;
    }

    @Override
    protected UUID tell(AccountId account) {
      return tell(account, "{\"type\": \"account.connected\"}");
    }

    @Override
    protected UUID tell(AccountId account, UserId user) {
      return tell(
          account, "{\"type\": \"account.connected\", \"data\": {\"user_id\": \"" + user + "\"}}");
    }

    private UUID tell(AccountId account, String payload) {
      return UUID.fromString(
          store.text(
              """
          INSERT INTO outbox (id, account_id, epoch, type, payload)
          SELECT uuidv7(), '%1$s', 1 + count(*), 'account.connected', '%2$s'
          FROM outbox WHERE account_id = '%1$s' RETURNING id
          """
                  .formatted(account, payload)));
    }

    @Override
    protected UUID mail(AccountId account) {
      return UUID.fromString(
          store.text(
              "INSERT INTO outbox (id, account_id, epoch, channel, type, payload)"
                  + " VALUES (uuidv7(), '%s', 1, 'email', 'ownership.lost', '{}') RETURNING id"
                      .formatted(account)));
    }

    @Override
    protected void age(Duration time) {
      store.execute(
          "UPDATE outbox SET created_at = created_at - interval '%1$s', due_at = due_at - interval '%1$s'"
              .formatted(time));
      store.execute(
          "UPDATE webhook_endpoint SET since = since - interval '%1$s', next_probe_at = next_probe_at - interval '%1$s'"
              .formatted(time));
    }
  }

  @Nested
  class OfRevocations extends RevocationsContract {
    @Override
    protected OwnershipStore store() {
      return new JpaOwnershipStore(store);
    }
  }

  @Nested
  class Keeping extends CustodyContract {
    @Override
    protected OwnershipStore store() {
      return new JpaOwnershipStore(store);
    }
  }

  @Nested
  class OfExpiringTokens extends ExpiringTokensContract {
    @Override
    protected OwnershipStore store() {
      return new JpaOwnershipStore(store);
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
