package com.cloudaggregator.persistence.transaction;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.claim;
import static com.cloudaggregator.persistence.Claims.drive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import com.cloudaggregator.persistence.TestStore;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.orm.jpa.vendor.HibernateJpaDialect;

/** Which errors of PostgreSQL, as Hibernate and Spring report them, are a duplicate account. */
class UniqueViolationIT {
  private static final String OUR_INDEX = "uniq_cloud_provider_accounts_global";

  private static final String INSERT =
      """
      INSERT INTO cloud_provider_accounts
        (id, provider, provider_account_id, user_id, epoch, status, label, access_token_sealed, scopes)
      VALUES (gen_random_uuid(), '%s', '%s', 'bob', 1, 'connected', '%s', 'v1.k1.x', '')
      """;

  private static TestStore store;

  @BeforeAll
  static void open() {
    store = TestStore.open();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  /** As an {@code EntityManager} throws it. */
  private static PersistenceException thrownBy(String sql) {
    EntityManagerFactory entities = store.bean(EntityManagerFactory.class);
    return Objects.requireNonNull(
        catchThrowableOfType(
            PersistenceException.class,
            () ->
                entities.runInTransaction(
                    session -> session.createNativeQuery(sql).executeUpdate())),
        "accepted: " + sql);
  }

  /** As Spring Data throws it. */
  private static RuntimeException translated(PersistenceException thrown) {
    return Objects.requireNonNull(new HibernateJpaDialect().translateExceptionIfPossible(thrown));
  }

  @Test
  void theIndexOfTheOneOwnerIsADuplicateAccount() {
    ProviderAccountId drive = drive();
    store.accounts().claim(claim(drive, alice()));
    DuplicateAccount event = new DuplicateAccount(drive, OUR_INDEX);

    PersistenceException thrown = thrownBy(INSERT.formatted(drive.provider(), drive.subject(), ""));

    assertThat(UniqueViolation.in(thrown).flatMap(violation -> violation.duplicateOf(drive)))
        .contains(event);
    assertThat(translated(thrown)).isInstanceOf(DataIntegrityViolationException.class);
    assertThat(
            UniqueViolation.in(translated(thrown))
                .flatMap(violation -> violation.duplicateOf(drive)))
        .contains(event);
    assertThat(store.accounts().claim(claim(drive, bob())))
        .isEqualTo(new ClaimResult.Duplicate(event));
  }

  @Test
  void anotherUniqueIndexIsAViolationButNoDuplicateAccount() {
    ProviderAccountId drive = drive();
    store.execute("CREATE UNIQUE INDEX uniq_one_label ON cloud_provider_accounts (label)");
    try {
      store.accounts().claim(claim(drive, alice()));

      Optional<UniqueViolation> violation =
          UniqueViolation.in(
              translated(
                  thrownBy(
                      INSERT.formatted(
                          drive.provider(), "another", claim(drive, alice()).label().value()))));

      assertThat(violation).contains(new UniqueViolation("uniq_one_label"));
      assertThat(violation.orElseThrow().duplicateOf(drive)).isEmpty();
    } finally {
      store.execute("DROP INDEX uniq_one_label");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // check constraint
        "INSERT INTO used_authorization_states VALUES ('short', now())",
        // foreign key
        "INSERT INTO account_ownership_history (account_id, epoch, to_user, cause)"
            + " VALUES (gen_random_uuid(), 1, 'alice', 'connected')",
        // not null
        "INSERT INTO cloud_provider_accounts (id) VALUES (gen_random_uuid())",
        // no constraint
        "SELECT 1 / 0",
        // 23505 without a constraint name
        "DO $$ BEGIN RAISE EXCEPTION 'no name' USING ERRCODE = '23505'; END $$"
      })
  void anyOtherErrorIsNoViolation(String sql) {
    PersistenceException thrown = thrownBy(sql);

    assertThat(UniqueViolation.in(thrown)).isEmpty();
    assertThat(UniqueViolation.in(translated(thrown))).isEmpty();
  }

  /** Hibernate parses the name out of the message; the server sends it in a field of its own. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "a translated message         | uniq_cloud_provider_accounts_global | true",
        "violates unique constraint \"uniq_cloud_provider_accounts_global\" | none | false",
        "violates unique constraint \"uniq_cloud_provider_accounts_global\" | another_index | false",
        "violates unique constraint \"another_index\" | uniq_cloud_provider_accounts_global | false"
      })
  void theFieldOfTheServerDecidesAndTheMessageDoesNot(
      String message, String constraint, boolean duplicate) {
    ProviderAccountId drive = drive();
    String field = constraint == null ? "" : ", CONSTRAINT = '" + constraint + "'";

    PersistenceException thrown =
        thrownBy(
            "DO $$ BEGIN RAISE EXCEPTION '"
                + message
                + "' USING ERRCODE = '23505'"
                + field
                + "; END $$");

    assertThat(
            UniqueViolation.in(thrown)
                .flatMap(violation -> violation.duplicateOf(drive))
                .isPresent())
        .isEqualTo(duplicate);
  }
}
