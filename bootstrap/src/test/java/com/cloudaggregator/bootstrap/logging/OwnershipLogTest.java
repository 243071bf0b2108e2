package com.cloudaggregator.bootstrap.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.domain.event.StoreFault;
import com.cloudaggregator.domain.ownership.TransferId;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OwnershipLogTest {
  private static final ProviderAccountId DRIVE =
      ProviderAccountId.of("onedrive", "62c0cfcdf8b5bc8c");
  private static final UserId ANA = new UserId("ana");
  private static final UserId BRUNO = new UserId("bruno");
  private static final AccountId ID = new AccountId(new UUID(0, 1));

  private final Logger logger = (Logger) LoggerFactory.getLogger(OwnershipLog.LOGGER);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final OwnershipLog log = new OwnershipLog(identifier -> identifier);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  @Test
  void writesTheUniqueViolation() {
    expect(
        new AccountEvent.DuplicateAccount(DRIVE, "uniq_cloud_provider_accounts_global"),
        Level.WARN,
        "[ONEDRIVE][UNIQUE_VIOLATION] Constraint 23505 detected for provider_account_id=62c0cfcdf8b5bc8c. Error: "
            + "duplicate key value violates unique constraint \"uniq_cloud_provider_accounts_global\" DETAIL: Key "
            + "(provider, provider_account_id)=(onedrive, 62c0cfcdf8b5bc8c) already exists.");
  }

  @Test
  void writesTheConflict() {
    expect(
        new AccountEvent.OwnershipConflict(DRIVE, ANA, BRUNO),
        Level.WARN,
        "[ONEDRIVE][23505] Ownership conflict: provider_account_id=62c0cfcdf8b5bc8c actual_owner=ana "
            + "requesting_user=bruno");
  }

  @Test
  void writesTheIdempotentRace() {
    expect(
        new AccountEvent.IdempotentRaceResolved(DRIVE, ANA),
        Level.INFO,
        "[ONEDRIVE][23505] Idempotent race condition resolved: provider_account_id=62c0cfcdf8b5bc8c user_id=ana");
  }

  @Test
  void writesTheFailedOwnerLookup() {
    expect(
        new AccountEvent.OwnerLookupFailed(DRIVE, fault(StoreFault.Kind.UNAVAILABLE, null)),
        Level.ERROR,
        "[ONEDRIVE][23505] Failed to query owner after UNIQUE violation: PSQLException - the words of the server");
  }

  @Test
  void writesTheMissingOwner() {
    expect(
        new AccountEvent.OwnerMissing(DRIVE),
        Level.ERROR,
        "[ONEDRIVE][23505] No owner found after UNIQUE violation for provider_account_id=62c0cfcdf8b5bc8c");
  }

  @Test
  void writesAnotherDatabaseErrorWithItsState() {
    expect(
        new AccountEvent.ClaimFailed(DRIVE, fault(StoreFault.Kind.FAILED, null)),
        Level.ERROR,
        "[ONEDRIVE][UPSERT_ERROR] Non-UNIQUE database error: PSQLException - 57014, the words of the server");
  }

  @Test
  void writesAnotherUniqueConstraintAndNeverUniqueViolation() {
    expect(
        new AccountEvent.ClaimFailed(
            DRIVE, fault(StoreFault.Kind.OTHER_UNIQUE_CONSTRAINT, "uniq_other")),
        Level.ERROR,
        "[ONEDRIVE][UPSERT_ERROR] Other UNIQUE constraint violated: uniq_other");
  }

  @Test
  void writesTheTransfer() {
    expect(
        new AccountEvent.OwnershipTransferred(
            DRIVE, ID, new TransferId(new UUID(0, 2)), ANA, BRUNO, new Epoch(2)),
        Level.INFO,
        "[ONEDRIVE][TRANSFERRED] Ownership transferred: provider_account_id=62c0cfcdf8b5bc8c from_user=ana "
            + "to_user=bruno epoch=2");
  }

  @Test
  void writesTheFirstConnection() {
    expect(
        new AccountEvent.AccountConnected(DRIVE, ID, ANA, Epoch.FIRST),
        Level.INFO,
        "[ONEDRIVE][CONNECTED] Account connected: provider_account_id=62c0cfcdf8b5bc8c user_id=ana epoch=1");
  }

  @Test
  void writesOneLineForAMultilineServerMessage() {
    log.publish(
        new AccountEvent.ClaimFailed(
            DRIVE,
            new StoreFault(
                StoreFault.Kind.FAILED,
                "X",
                null,
                "one\r\n[FORGED] two\u0085three\u2028four",
                null)));
    assertThat(lines.list.getFirst().getFormattedMessage().lines()).hasSize(1);
    assertThat(lines.list.getFirst().getFormattedMessage()).endsWith("one [FORGED] two three four");
  }

  @Test
  void writesThatAPageWasNotShown() {
    expect(
        new AccountEvent.AnswerNotShown(DRIVE, AccountEvent.CallbackAnswer.CONFLICT),
        Level.WARN,
        "[ONEDRIVE][ANSWER_NOT_SHOWN] The page that was to show the offer failed: provider_account_id=62c0cfcdf8b5bc8c");
  }

  @Test
  void reportsTheLinesThatTheLevelSuppresses() {
    logger.setLevel(Level.ERROR);
    try {
      assertThat(log.hides(new AccountEvent.IdempotentRaceResolved(DRIVE, ANA))).isTrue();
      assertThat(log.hides(new AccountEvent.OwnershipConflict(DRIVE, ANA, BRUNO))).isTrue();
      assertThat(log.hides(new AccountEvent.OwnerMissing(DRIVE))).isFalse();
    } finally {
      logger.setLevel(null);
    }
    assertThat(log.hides(new AccountEvent.IdempotentRaceResolved(DRIVE, ANA))).isFalse();
  }

  @Test
  void writesThePartsAsFields() {
    log.publish(new AccountEvent.OwnershipConflict(DRIVE, ANA, BRUNO));
    assertThat(lines.list.getFirst().getKeyValuePairs())
        .extracting(pair -> pair.key + "=" + pair.value)
        .containsExactly(
            "action=23505",
            "provider=onedrive",
            "provider_account_id=62c0cfcdf8b5bc8c",
            "actual_owner=ana",
            "requesting_user=bruno");
  }

  @Test
  void hashesIdentifiersIfConfigured() {
    new OwnershipLog(HashedIdentifiers.under(new byte[32]))
        .publish(new AccountEvent.OwnershipConflict(DRIVE, ANA, BRUNO));
    assertThat(lines.list.getFirst().getFormattedMessage())
        .matches(
            "\\[ONEDRIVE]\\[23505] Ownership conflict: provider_account_id=[0-9a-f]{16} actual_owner=[0-9a-f]{16} "
                + "requesting_user=[0-9a-f]{16}")
        .doesNotContain("62c0cfcdf8b5bc8c", "ana", "bruno");
  }

  private static StoreFault fault(
      StoreFault.Kind kind, @org.jspecify.annotations.Nullable String constraint) {
    return new StoreFault(kind, "PSQLException", "57014", "the words of the server", constraint);
  }

  private void expect(AccountEvent event, Level level, String line) {
    log.publish(event);
    assertThat(lines.list)
        .singleElement()
        .satisfies(
            written -> {
              assertThat(written.getLevel()).isEqualTo(level);
              assertThat(written.getFormattedMessage()).isEqualTo(line);
            });
  }
}
