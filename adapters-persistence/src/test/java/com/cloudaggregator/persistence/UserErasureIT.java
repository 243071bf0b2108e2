package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.carol;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.account.CloudAccounts.AdoptResult;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.CloudAccounts.RenewResult;
import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.application.activity.Activities;
import com.cloudaggregator.application.audit.AccountAudit;
import com.cloudaggregator.application.audit.InspectAccounts;
import com.cloudaggregator.application.audit.InspectAccounts.Inspection;
import com.cloudaggregator.application.audit.OwnerChange;
import com.cloudaggregator.application.disconnect.Revocations;
import com.cloudaggregator.application.disconnect.Revocations.ClaimCheck;
import com.cloudaggregator.application.erasure.UserExport;
import com.cloudaggregator.application.erasure.UserExport.StoredRecord;
import com.cloudaggregator.application.erasure.UserRecords;
import com.cloudaggregator.application.erasure.UserRecords.ErasedAccount;
import com.cloudaggregator.application.housekeeping.Purge;
import com.cloudaggregator.application.notice.Contacts;
import com.cloudaggregator.application.notice.EmailAddress;
import com.cloudaggregator.application.testing.Race;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.application.token.ServiceCall;
import com.cloudaggregator.application.token.ServiceCalls;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.application.transfer.TransferRequests.TransferResult;
import com.cloudaggregator.application.verification.Evidence;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Nickname;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import com.cloudaggregator.domain.event.StoreFault.Kind;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.persistence.account.SealedCredentials;
import com.cloudaggregator.persistence.account.SealingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;

/** After an erasure no value of the user is stored, and the rule of one owner is still provable. */
class UserErasureIT {
  private static final AtomicInteger USERS = new AtomicInteger();
  private static final TransferLimits PACE = new TransferLimits(Duration.ZERO, 100);
  private static final RevocationTerms REVOCABLE =
      new RevocationTerms(Set.of(new Provider("onedrive")), Duration.ZERO);
  private static final String TABLES =
      "SELECT string_agg(table_name, ',') FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'";

  /** It says what an erasure does with each table. */
  private static final Path RECORD =
      Path.of("../docs/decisions/0086-an-erased-user-has-a-pseudonym.md");

  private static final Pattern TABLE = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");

  private static final String ADDRESS = "zoe.of.the.erasure@mail.example";

  private static final String NICKNAME = "the drive of Zoe";

  private static TestStore store;

  private final UserId zoe = new UserId("zoe-%04d-zoe".formatted(USERS.incrementAndGet()));
  private final ProviderAccountId drive = drive();

  @BeforeAll
  static void open() {
    store = TestStore.open();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static UserRecords records() {
    return store.bean(UserRecords.class);
  }

  private static CloudAccount connect(ProviderAccountId drive, UserId user) {
    return ((ClaimResult.Claimed) store.accounts().claim(claim(drive, user))).account();
  }

  private static TransferGrant offer(CloudAccount account, UserId requester) {
    return ((OfferResult.Offered)
            store
                .requests()
                .offer(
                    claim(account.providerAccount(), requester),
                    new OwnedByAnother(account, account.owner().orElseThrow()),
                    Duration.ofMinutes(10),
                    1000))
        .grant();
  }

  private List<ErasedAccount> erase() {
    return erase(zoe);
  }

  private static List<ErasedAccount> erase(UserId user) {
    List<ErasedAccount> erased = new ArrayList<>();
    for (int step = 0; step < 100; step++) {
      var next = records().eraseNextAccount(user, REVOCABLE);
      next.ifPresent(erased::add);
      if (next.isEmpty() && records().forget(user, 1000)) {
        return erased;
      }
    }
    throw new AssertionError("The erasure does not end");
  }

  /** With the user's name as an attribute. */
  private static void signIn(UserId user) {
    begin(sessions(), user);
  }

  private static <S extends Session> void begin(
      FindByIndexNameSessionRepository<S> sessions, UserId user) {
    S session = sessions.createSession();
    session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, user.value());
    session.setAttribute("name", user + " of the host");
    sessions.save(session);
  }

  private static FindByIndexNameSessionRepository<?> sessions() {
    return store.bean(FindByIndexNameSessionRepository.class);
  }

  private static Inspection inspect(ProviderAccountId drive) {
    return new InspectAccounts(store.bean(AccountAudit.class)).inspect(drive).orElseThrow();
  }

  /** The tables of the whole schema with a row that contains the text. */
  private static List<String> find(String text) {
    String searches =
        tables(store).stream()
            .map(
                table ->
                    "SELECT '%1$s' AS name WHERE EXISTS (SELECT FROM %1$s r WHERE position('%2$s' IN r::text) > 0 OR position('%3$s' IN r::text) > 0)"
                        .formatted(table, text, hex(text)))
            .collect(Collectors.joining(" UNION ALL "));
    return split(
        store.text("SELECT coalesce(string_agg(name, ','), '') FROM (" + searches + ") found"));
  }

  private static List<String> tables(TestStore store) {
    return split(store.text(TABLES));
  }

  private static List<String> split(String names) {
    return names.isEmpty() ? List.of() : List.of(names.split(","));
  }

  /** As bytea is shown. */
  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void knowsWhatToDoWithEachTable() throws IOException {
    assertThat(tables(store))
        .filteredOn(table -> !table.startsWith("databasechangelog"))
        .containsExactlyInAnyOrderElementsOf(
            TABLE.matcher(Files.readString(RECORD)).results().map(row -> row.group(1)).toList());
  }

  @Test
  void leavesNoValueOfTheUserAndTheHistoryWithoutGaps() {
    store.bean(Contacts.class).remember(zoe, new EmailAddress(ADDRESS), Locale.ENGLISH);
    CloudAccount owned = connect(drive, zoe);
    store.accounts().name(owned.id(), zoe, new Nickname(NICKNAME));
    assertThat(store.accounts().renew(claim(drive, zoe), true))
        .isInstanceOf(RenewResult.Renewed.class);
    CloudAccount releasedBefore = connect(drive(), zoe);
    store.accounts().release(releasedBefore.id(), zoe, REVOCABLE);
    CloudAccount lost = connect(drive(), zoe);
    store.requests().transfer(offer(lost, bob()).id(), bob(), PACE);
    CloudAccount adoptedByBob = connect(drive(), zoe);
    store.accounts().release(adoptedByBob.id(), zoe, REVOCABLE);
    store.accounts().adopt(claim(adoptedByBob.providerAccount(), bob()), new Epoch(2));
    offer(owned, carol());
    offer(connect(drive(), bob()), zoe);
    store.verification().record(Evidence.DUPLICATE_DETECTED, drive, "some_constraint");
    ServiceCalls calls = store.bean(ServiceCalls.class);
    calls.record(
        ServiceCall.aboutUser(new UserId("backend"), zoe, ServiceCall.CallResult.USER_ERASED));
    signIn(zoe);
    List<String> values =
        List.of(
            zoe.value(),
            ADDRESS,
            NICKNAME,
            drive.subject(),
            releasedBefore.providerAccount().subject());
    assertThat(values).allSatisfy(value -> assertThat(find(value)).isNotEmpty());
    assertThat(find(zoe.value()))
        .containsExactlyInAnyOrder(
            "account_access_events",
            "cloud_provider_accounts",
            "cloud_transfer_events",
            "grant_revocations",
            "outbox",
            "ownership_transfer_requests",
            "service_calls",
            "spring_session",
            "spring_session_attributes",
            "user_contacts",
            "user_pseudonyms");

    List<ErasedAccount> erased = erase();

    assertThat(erased)
        .extracting(ErasedAccount::id)
        .containsExactly(owned.id(), releasedBefore.id());
    assertThat(erased)
        .extracting(ErasedAccount::revocation)
        .containsExactly(RevocationState.PENDING, null);
    store.execute("UPDATE outbox SET state = 'delivered', delivered_at = now()");
    store.bean(Purge.class).deleteForgottenEvents(1000);
    assertThat(values).allSatisfy(value -> assertThat(find(value)).isEmpty());
    assertThat(records().export(zoe, 10).records()).isEmpty();
    assertThat(
            store.count(
                "SELECT count(*) FROM service_calls WHERE user_id = '"
                    + erased.getFirst().pseudonym()
                    + "'"))
        .isOne();

    for (CloudAccount account : List.of(owned, releasedBefore, lost, adoptedByBob)) {
      assertThat(inspect(account.providerAccount()).gapless()).isTrue();
    }
    assertThat(inspect(lost.providerAccount()).history().ownerChanges())
        .extracting(OwnerChange::from, OwnerChange::to)
        .containsExactly(
            tuple(null, erased.getFirst().pseudonym()),
            tuple(erased.getFirst().pseudonym(), bob()));
  }

  @Test
  void keepsNoAddressOfAUserWhoHasJustBeenErased() {
    Contacts contacts = store.bean(Contacts.class);
    contacts.remember(zoe, new EmailAddress(ADDRESS), Locale.ENGLISH);
    assertThat(records().export(zoe, 10).records())
        .extracting(StoredRecord::kind)
        .containsExactly("user_contacts");
    erase();

    contacts.remember(zoe, new EmailAddress(ADDRESS), Locale.ENGLISH);

    assertThat(contacts.find(zoe)).isEmpty();
  }

  @Test
  void changesNothingWhenRepeated() {
    connect(drive, zoe);
    erase();

    assertThat(erase()).isEmpty();
  }

  @Test
  void letsTheNextOwnerContinueAtTheNextEpoch() {
    CloudAccount before = connect(drive, zoe);
    erase();

    assertThat(store.accounts().claim(claim(drive, carol())))
        .isEqualTo(
            new ClaimResult.Duplicate(
                new DuplicateAccount(drive, "uniq_cloud_provider_accounts_global")));
    CloudAccount released = store.accounts().find(drive).orElseThrow();
    assertThat(released.id()).isEqualTo(before.id());
    AdoptResult adopted = store.accounts().adopt(claim(drive, carol()), released.epoch());

    assertThat(adopted).isInstanceOf(AdoptResult.Adopted.class);
    assertThat(((AdoptResult.Adopted) adopted).account().epoch()).isEqualTo(new Epoch(3));
    assertThat(store.accounts().find(drive)).contains(((AdoptResult.Adopted) adopted).account());
    assertThat(inspect(drive).gapless()).isTrue();
    assertThat(new JpaOwnershipStore(store).custody(before.id())).isPresent();
  }

  @Test
  void revokesTheGrantUnderThePseudonym() {
    Revocations revocations = store.bean(Revocations.class);
    store.execute("DELETE FROM grant_revocations");
    connect(drive, zoe);
    erase();

    var claimed = revocations.claim(Duration.ofMinutes(1), Set.of()).orElseThrow();

    assertThat(claimed.token()).isEqualTo(new Secret("refresh-of-" + zoe));
    assertThat(revocations.check(claimed)).isEqualTo(ClaimCheck.STILL_RELEASED);
  }

  @Test
  void stillRevokesWhatTheUserDisconnectedBefore() {
    Revocations revocations = store.bean(Revocations.class);
    store.execute("DELETE FROM grant_revocations");
    store.accounts().release(connect(drive, zoe).id(), zoe, REVOCABLE);
    erase();

    var claimed = revocations.claim(Duration.ofMinutes(1), Set.of()).orElseThrow();

    assertThat(claimed.token()).isEqualTo(new Secret("refresh-of-" + zoe));
  }

  @Test
  void erasesInBatchesAndSaysSo() {
    CloudAccount account = connect(drive, zoe);
    for (int i = 0; i < 3; i++) {
      store.accounts().renew(claim(drive, zoe), true);
    }
    records().eraseNextAccount(zoe, REVOCABLE);

    assertThat(records().forget(zoe, 2)).isFalse();
    assertThat(records().forget(zoe, 2)).isTrue();
    assertThat(inspect(account.providerAccount()).gapless()).isTrue();
  }

  @Test
  void exportsEverythingThatIsStoredButNoSecretAndNoOtherUser() {
    CloudAccount owned = connect(drive, zoe);
    store.accounts().renew(claim(drive, zoe), true);
    CloudAccount lost = connect(drive(), zoe);
    store.requests().transfer(offer(lost, bob()).id(), bob(), PACE);
    store.accounts().release(connect(drive(), zoe).id(), zoe, REVOCABLE);
    offer(connect(drive(), bob()), zoe);
    store
        .bean(ServiceCalls.class)
        .record(
            ServiceCall.aboutUser(
                new UserId("backend"), zoe, ServiceCall.CallResult.USER_EXPORTED));
    signIn(zoe);

    var export = records().export(zoe, 100);

    assertThat(export.complete()).isTrue();
    assertThat(export.records())
        .extracting(StoredRecord::kind)
        .containsOnly(
            "account_access_events",
            "account_ownership_history",
            "cloud_provider_accounts",
            "cloud_transfer_events",
            "grant_revocations",
            "outbox",
            "ownership_transfer_requests",
            "service_calls",
            "spring_session");
    List<String> values =
        export.records().stream()
            .flatMap(row -> row.values().stream())
            .map(UserExport.StoredValue::value)
            .toList();
    assertThat(values)
        .contains(owned.label().value(), drive.subject())
        .anyMatch(value -> value.contains("of the host"));
    assertThat(values).noneMatch(value -> value.contains("bob") || value.startsWith("v1."));
    assertThat(records().export(zoe, 1).complete()).isFalse();
    assertThat(store.bean(Activities.class).list(zoe, null, null, null, 100)).isNotEmpty();
  }

  /** The migration of a history that still names users. */
  @Test
  void givesPseudonymsToAHistoryFromBefore() {
    try (TestStore old = TestStore.openOn(TestDatabase.emptyDatabase(), TestVault.usual())) {
      CloudAccount account =
          ((ClaimResult.Claimed) old.accounts().claim(claim(drive, zoe))).account();
      old.execute(
          """
          SET session_replication_role = replica;
          UPDATE account_ownership_history SET to_user = '%s';
          DELETE FROM user_pseudonyms;
          DELETE FROM databasechangelog WHERE id = '0076-existing-history';
          """
              .formatted(zoe));
      TestStore.start(old.database(), TestVault.usual(), Map.of()).close();

      assertThat(
              old.text(
                  "SELECT p.user_id FROM account_ownership_history h JOIN user_pseudonyms p ON p.pseudonym = h.to_user"))
          .isEqualTo(zoe.value());
      assertThat(old.accounts().release(account.id(), zoe)).isNotNull();
      assertThat(
              old.count(
                  "SELECT count(*) FROM account_ownership_history WHERE from_user = '" + zoe + "'"))
          .isZero();
    }
  }

  private static void awaitOneWaitingForAnotherTransaction() {
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(5))
        .until(
            () ->
                store.count(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND wait_event_type = 'Lock'")
                    == 1);
  }

  @Nested
  class WhileSomethingElseIsUnderWay {

    @Test
    void undoesAConnectThatCommitsFirst() throws SQLException {
      UUID id = UUID.randomUUID();
      byte[] token =
          SealedCredentials.seal(
                  claim(drive, zoe).credentials(),
                  store.secrets(),
                  SealingContext.of(id, drive, zoe, Epoch.FIRST))
              .accessToken();
      try (Connection other = store.database().appConnection();
          Statement connect = other.createStatement()) {
        other.setAutoCommit(false);
        connect.execute(
            """
            INSERT INTO cloud_provider_accounts
              (id, provider, provider_account_id, user_id, epoch, status, label, access_token_sealed, scopes)
            VALUES ('%1$s', 'onedrive', '%2$s', '%3$s', 1, 'connected', '', '\\x%4$s', '');
            INSERT INTO account_ownership_history (account_id, epoch, to_user, cause)
            VALUES ('%1$s', 1, '%3$s', 'connected')
            """
                .formatted(id, drive.subject(), zoe, HexFormat.of().formatHex(token)));
        CompletableFuture<List<ErasedAccount>> erasure =
            CompletableFuture.supplyAsync(UserErasureIT.this::erase);
        awaitOneWaitingForAnotherTransaction();
        other.commit();

        assertThat(erasure.orTimeout(5, TimeUnit.SECONDS).join()).hasSize(1);
      }
      assertThat(find(drive.subject())).isEmpty();
      assertThat(inspect(drive).gapless()).isTrue();
    }

    /**
     * Runs a call that begins while the last transaction of the erasure is not committed, so that
     * it waits for it.
     */
    private <T> CompletableFuture<T> duringTheErasure(Supplier<T> call) throws SQLException {
      erase();
      store.execute("DELETE FROM erased_users");
      try (Connection other = store.database().appConnection();
          Statement erasure = other.createStatement()) {
        other.setAutoCommit(false);
        erasure.execute("SELECT pg_advisory_xact_lock(hashtextextended('%s', 86))".formatted(zoe));
        erasure.execute(
            "INSERT INTO erased_users (user_hash) VALUES (erased_value('user', '%s'))"
                .formatted(zoe));
        CompletableFuture<T> waiting = CompletableFuture.supplyAsync(call);
        awaitOneWaitingForAnotherTransaction();
        other.commit();
        return waiting.orTimeout(5, TimeUnit.SECONDS);
      }
    }

    private void assertRefused(CompletableFuture<?> call) {
      assertThatThrownBy(call::join)
          .cause()
          .isInstanceOfSatisfying(
              StoreException.class,
              refused -> assertThat(refused.fault().kind()).isEqualTo(Kind.USER_ERASED));
    }

    @Test
    void aConnectThatComesAfterStoresNothing() throws SQLException {
      connect(drive(), zoe);

      assertRefused(duringTheErasure(() -> store.accounts().claim(claim(drive, zoe))));

      assertThat(find(drive.subject())).isEmpty();
      assertThat(find(zoe.value())).isSubsetOf("outbox");
    }

    @Test
    void neitherDoesAConnectToTheAccountThatTheUserOwned() throws SQLException {
      connect(drive, zoe);

      assertRefused(duringTheErasure(() -> store.accounts().claim(claim(drive, zoe))));
      CloudAccount released = store.accounts().find(drive).orElseThrow();
      assertThatThrownBy(() -> store.accounts().adopt(claim(drive, zoe), released.epoch()))
          .isInstanceOf(StoreException.class);

      assertThat(find(drive.subject())).isEmpty();
    }

    @Test
    void neitherDoesAnOfferToTheUser() throws SQLException {
      CloudAccount ofBob = connect(drive, bob());

      assertRefused(duringTheErasure(() -> offer(ofBob, zoe)));

      assertThat(find(zoe.value())).isEmpty();
    }

    @Test
    void neitherDoesASignIn() throws SQLException {
      duringTheErasure(
              () -> {
                signIn(zoe);
                return true;
              })
          .join();

      assertThat(find(zoe.value())).isEmpty();
    }

    @Test
    void aServiceCallThatComesAfterIsRecordedWithoutTheUser() throws SQLException {
      long before = store.count("SELECT count(*) FROM service_calls");

      duringTheErasure(
              () -> {
                store
                    .bean(ServiceCalls.class)
                    .record(
                        ServiceCall.aboutUser(
                            new UserId("backend"), zoe, ServiceCall.CallResult.USER_EXPORTED));
                return true;
              })
          .join();

      assertThat(find(zoe.value())).isEmpty();
      assertThat(store.count("SELECT count(*) FROM service_calls")).isEqualTo(before + 1);
    }

    /** A refresh began before the erasure, and the provider replaced the refresh token. */
    @Test
    void aRefreshThatComesAfterHandsItsTokenToTheRevocation() {
      Revocations revocations = store.bean(Revocations.class);
      store.execute("DELETE FROM grant_revocations");
      Custody custody = store.bean(Custody.class);
      CloudAccount account = connect(drive, zoe);
      Custody.Lease lease =
          custody
              .lease(custody.read(account.id(), zoe).orElseThrow(), Duration.ofMinutes(1))
              .orElseThrow();
      erase();

      custody.store(
          lease,
          new Credentials(
              new Secret("fresh-access"),
              new Secret("fresh-refresh"),
              Instant.parse("2030-01-01T00:00:00Z"),
              Set.of()));

      assertThat(revocations.claim(Duration.ofMinutes(1), Set.of()).orElseThrow().token())
          .isEqualTo(new Secret("fresh-refresh"));
      assertThat(find(drive.subject())).isEmpty();
    }

    @Test
    void aUserWhoComesBackLaterHasANewPseudonym() {
      connect(drive, zoe);
      UserId before = erase().getFirst().pseudonym();
      store.bean(Purge.class).deleteErasedUsers(Duration.ZERO, 1000);

      CloudAccount released = store.accounts().find(drive).orElseThrow();
      store.accounts().adopt(claim(drive, zoe), released.epoch());

      assertThat(inspect(drive).history().ownerChanges())
          .extracting(OwnerChange::from, OwnerChange::to)
          .containsExactly(tuple(null, before), tuple(before, null), tuple(null, zoe));
    }

    @Test
    void aClaimThatWaitedForTheErasureOfTheIdIsADuplicate() throws SQLException {
      CloudAccount account = connect(drive, zoe);
      store.accounts().release(account.id(), zoe);
      try (Connection other = store.database().appConnection();
          Statement erasure = other.createStatement()) {
        other.setAutoCommit(false);
        erasure.execute(
            "UPDATE cloud_provider_accounts SET provider_account_id = erased_value(provider, provider_account_id)"
                + " WHERE id = '"
                + account.id()
                + "'");
        CompletableFuture<ClaimResult> claimed =
            CompletableFuture.supplyAsync(() -> store.accounts().claim(claim(drive, carol())));
        awaitOneWaitingForAnotherTransaction();
        other.commit();

        assertThat(claimed.orTimeout(5, TimeUnit.SECONDS).join())
            .isInstanceOf(ClaimResult.Duplicate.class);
      }
      assertThat(store.accounts().find(drive)).map(CloudAccount::id).contains(account.id());
    }

    @Test
    void aTransferThatHoldsTheOfferIsWaitedFor() throws SQLException {
      CloudAccount account = connect(drive, zoe);
      TransferGrant grant = offer(account, bob());
      try (Connection other = store.database().appConnection();
          Statement transfer = other.createStatement()) {
        other.setAutoCommit(false);
        transfer.execute(
            "SELECT FROM ownership_transfer_requests WHERE jti = '" + grant.id() + "' FOR UPDATE");
        CompletableFuture<List<ErasedAccount>> erasure =
            CompletableFuture.supplyAsync(UserErasureIT.this::erase);
        awaitOneWaitingForAnotherTransaction();
        other.commit();

        assertThat(erasure.orTimeout(5, TimeUnit.SECONDS).join()).hasSize(1);
      }
      assertThat(store.requests().transfer(grant.id(), bob(), PACE))
          .isInstanceOf(TransferResult.Unknown.class);
      assertThat(find(zoe.value())).containsExactly("outbox");
    }

    @Test
    void endsWithoutTheUserHoweverItMeetsTransfersAndOffers() throws Exception {
      for (int round = 0; round < 8; round++) {
        ProviderAccountId contested = drive();
        UserId leaving = new UserId(zoe + "-" + round);
        CloudAccount account = connect(contested, leaving);
        TransferGrant grant = offer(account, bob());
        List<Callable<Object>> calls =
            List.of(
                () -> erase(leaving),
                () -> store.requests().transfer(grant.id(), bob(), PACE),
                () ->
                    store
                        .requests()
                        .offer(
                            claim(contested, carol()),
                            new OwnedByAnother(account, leaving),
                            Duration.ofMinutes(10),
                            1000));

        Race.run(calls);

        assertThat(find(leaving.value())).isSubsetOf("outbox");
        assertThat(inspect(contested).gapless()).isTrue();
      }
    }
  }
}
