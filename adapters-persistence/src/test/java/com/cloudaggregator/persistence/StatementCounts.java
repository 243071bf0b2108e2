package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.flow.StateHash;
import com.cloudaggregator.application.port.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.port.CloudAccounts.RenewResult;
import com.cloudaggregator.application.port.TransferRequests.OfferResult;
import com.cloudaggregator.application.port.TransferRequests.Pace;
import com.cloudaggregator.application.port.TransferRequests.TransferResult;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.TransferGrant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Statements, commits and rollbacks of each story, as PostgreSQL counted them ({@code pg_stat_statements}, which the
 * server must have loaded; the tests' own servers have). The name keeps it out of the suite. It writes
 * {@code adapters-persistence/target/statement-counts.md} and is run by
 *
 * <pre>mvn -q verify -pl adapters-persistence -am -Dtest=none -Dit.test=StatementCounts \
 *   -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false</pre>
 */
class StatementCounts {
  private static TestStore store;
  private final List<String> table = new ArrayList<>();

  @BeforeAll
  static void open() {
    store = TestStore.open();
    store.execute("CREATE EXTENSION pg_stat_statements");
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Test
  void ofEachStory() throws IOException {
    table.add("| story | statements | commits | rollbacks |");
    table.add("| --- | --- | --- | --- |");
    ProviderAccountId warm = drive();
    connect(warm);
    transfer(conflict(warm));

    ProviderAccountId drive = drive();
    count("connect", 0, () -> connect(drive));
    count("reconnect (insert first)", 1, () -> {
      use(drive);
      assertThat(store.accounts().claim(claim(drive, alice()))).isInstanceOf(ClaimResult.Duplicate.class);
      assertThat(store.accounts().find(drive)).isPresent();
      renew(drive);
    });
    count("reconnect (mode=reconnect)", 0, () -> {
      use(drive);
      renew(drive);
    });
    List<TransferGrant> grants = new ArrayList<>();
    count("conflict", 1, () -> grants.add(conflict(drive)));
    count("transfer", 0, () -> transfer(grants.getFirst()));
    Path file = Path.of("target", "statement-counts.md");
    Files.write(file, table);
    assertThat(file).isNotEmptyFile();
  }

  private void connect(ProviderAccountId drive) {
    use(drive);
    assertThat(store.accounts().claim(claim(drive, alice()))).isInstanceOf(ClaimResult.Claimed.class);
  }

  private void renew(ProviderAccountId drive) {
    assertThat(store.accounts().renew(claim(drive, alice()), true)).isInstanceOf(RenewResult.Renewed.class);
  }

  private TransferGrant conflict(ProviderAccountId drive) {
    use(drive);
    assertThat(store.accounts().claim(claim(drive, bob()))).isInstanceOf(ClaimResult.Duplicate.class);
    CloudAccount account = store.accounts().find(drive).orElseThrow();
    UserId owner = account.owner().orElseThrow();
    return ((OfferResult.Offered) store.requests()
            .offer(claim(drive, bob()), new OwnedByAnother(account, owner), Duration.ofMinutes(10), 5))
        .grant();
  }

  private void transfer(TransferGrant grant) {
    assertThat(store.requests().transfer(grant.id(), grant.requester(), new Pace(Duration.ZERO, 3)))
        .isInstanceOf(TransferResult.Moved.class);
  }

  /** Each story begins with the use of a state. */
  private void use(ProviderAccountId drive) {
    store.states().markUsed(
        StateHash.of(new Secret(drive.subject() + table.size() + Instant.now())),
        Instant.now().plus(Duration.ofMinutes(10)));
  }

  /**
   * SET is a new connection's, which the pool opens when it likes. The view leaves out what ends in an error, and the
   * ends of transactions; each of these begins once and, as no call here fails, ends in a rollback exactly where its
   * statement was refused.
   *
   * @param refused inserts that the unique index refuses in this story
   */
  private void count(String story, int refused, Runnable calls) {
    store.execute("SELECT pg_stat_statements_reset()");
    calls.run();
    String mine = "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements"
        + " WHERE userid = 'cloud_aggregator_app'::regrole"
        + " AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query ";
    long statements = store.count(mine + "!~* '^(begin|commit|rollback|set )'") + refused;
    long transactions = store.count(mine + "~* '^begin'");
    table.add("| %s | %d | %d | %d |".formatted(story, statements, transactions - refused, refused));
  }
}
