package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.connect.AuthorizationStates.StateUse;
import com.cloudaggregator.application.connect.StateHash;
import com.cloudaggregator.application.notice.AcknowledgeOutcome;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.TransferNotice;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Notices and used states on PostgreSQL. */
class NoticeAndStateIT {
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
  class OfNotices {
    private final UserId loser = new UserId("loser-of-" + drive().subject());

    private CloudAccount losesADrive() {
      ProviderAccountId drive = drive();
      CloudAccount account =
          ((ClaimResult.Claimed) store.accounts().claim(claim(drive, loser))).account();
      OfferResult offer =
          store
              .requests()
              .offer(
                  claim(drive, bob()),
                  new OwnedByAnother(account, loser),
                  Duration.ofMinutes(10),
                  1000);
      store
          .requests()
          .transfer(
              ((OfferResult.Offered) offer).grant().id(),
              bob(),
              new TransferLimits(Duration.ZERO, 3));
      return account;
    }

    @Test
    void listsNewestFirstInPages() {
      CloudAccount first = losesADrive();
      CloudAccount second = losesADrive();
      CloudAccount third = losesADrive();

      List<TransferNotice> page = store.notices().list(loser, null, 2);
      List<TransferNotice> rest = store.notices().list(loser, page.getLast().id(), 2);

      assertThat(page).extracting(TransferNotice::account).containsExactly(third.id(), second.id());
      assertThat(rest).extracting(TransferNotice::account).containsExactly(first.id());
      assertThat(store.notices().list(alice(), page.getFirst().id(), 2)).isEmpty();
    }

    @Test
    void acknowledgesOnceAndOnlyOwnNotices() {
      losesADrive();
      TransferNotice notice = store.notices().list(loser, null, 1).getFirst();

      assertThat(store.notices().acknowledge(notice.id(), alice()))
          .isEqualTo(AcknowledgeOutcome.NOTICE_NOT_FOUND);
      assertThat(store.notices().acknowledge(notice.id(), loser))
          .isEqualTo(AcknowledgeOutcome.ACKNOWLEDGED);
      Instant read = store.notices().list(loser, null, 1).getFirst().acknowledgedAt();
      assertThat(read).isNotNull();
      assertThat(store.notices().acknowledge(notice.id(), loser))
          .isEqualTo(AcknowledgeOutcome.ACKNOWLEDGED);
      assertThat(store.notices().list(loser, null, 1).getFirst().acknowledgedAt()).isEqualTo(read);
    }
  }

  @Nested
  class OfStates {
    @Test
    void isUsedByExactlyOneCaller() throws Exception {
      StateHash state = StateHash.of(new Secret("a state"));
      Callable<StateUse> use =
          () -> store.states().markUsed(state, Instant.parse("2030-01-01T00:00:00Z"));

      List<StateUse> answers = OwnershipRaceIT.allAtOnce(Collections.nCopies(8, use));

      assertThat(answers)
          .containsOnlyOnce(StateUse.FIRST)
          .filteredOn(StateUse.REPLAYED::equals)
          .hasSize(7);
      assertThat(
              store.text(
                  "SELECT encode(state_hash, 'hex') FROM used_authorization_states"
                      + " WHERE expires_at = '2030-01-01T00:00:00Z'"))
          .isEqualTo(state.hex());
    }

    @Test
    void skipsTheWaitForTheDiskInItsOwnTransactionOnly() {
      JdbcClient jdbc = store.bean(JdbcClient.class);
      String before = synchronousCommit(jdbc);

      String within =
          store
              .bean(Transactions.class)
              .call(
                  () -> {
                    jdbc.sql("SET LOCAL synchronous_commit = on").update();
                    store
                        .states()
                        .markUsed(
                            StateHash.of(new Secret("another")),
                            Instant.parse("2031-01-01T00:00:00Z"));
                    return synchronousCommit(jdbc);
                  });

      assertThat(within).isEqualTo("off");
      assertThat(synchronousCommit(jdbc)).isEqualTo(before);
    }

    private static String synchronousCommit(JdbcClient jdbc) {
      return jdbc.sql("SHOW synchronous_commit").query(String.class).single();
    }
  }
}
