package com.cloudaggregator.persistence;

import com.cloudaggregator.application.port.CloudAccounts;
import com.cloudaggregator.application.port.NewClaim;
import com.cloudaggregator.application.port.Vault;
import com.cloudaggregator.application.evidence.Evidence;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import com.cloudaggregator.persistence.SealedCredentials.Custody;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The accounts on PostgreSQL. The claim is a plain insert, so that the unique index decides; whatever changes a row
 * that is there names the owner and the epoch that it expects.
 */
final class StoredCloudAccounts implements CloudAccounts {
  /** Below every id. */
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private static final String OWNED = "from CloudAccountEntity a where a.id = :id and a.userId = :owner";

  /**
   * A refresh token that failed is not kept; where the stored one stays, so does the lease of who is just using it,
   * since what he brings is newer.
   */
  private static final String RENEW = """
      UPDATE cloud_provider_accounts
      SET status = 'connected', reason = NULL, label = :label,
        access_token_sealed = :access, access_token_expires_at = :expires, scopes = :scopes,
        refresh_token_sealed = CASE status
          WHEN 'needs_reconnect' THEN CAST(:refresh AS bytea)
          ELSE coalesce(:refresh, refresh_token_sealed) END,
        refresh_token_version = refresh_token_version
          + CASE status WHEN 'needs_reconnect' THEN 1 ELSE :refreshed END,
        refresh_lease_id = CASE :refreshed WHEN 1 THEN NULL ELSE refresh_lease_id END,
        refresh_lease_until = CASE :refreshed WHEN 1 THEN NULL ELSE refresh_lease_until END,
        refresh_unknown_since = CASE :refreshed WHEN 1 THEN NULL ELSE refresh_unknown_since END,
        refresh_failures = 0, refresh_not_before = NULL, refresh_trouble = NULL,
        updated_at = now()
      WHERE id = :id AND user_id = :owner AND epoch = :epoch
      """;

  /** A grant that a revocation may have taken along is refreshed before anybody gets a token of it. */
  private static final String ADOPT = """
      UPDATE cloud_provider_accounts
      SET user_id = :owner, epoch = :next, status = 'connected', reason = NULL, label = :label,
        access_token_expires_at = CASE WHEN CAST(:refresh AS bytea) IS NOT NULL AND
      """ + StoredRevocations.REVOKED_JUST_NOW + """
          THEN least(CAST(:expires AS timestamptz), now()) ELSE :expires END,
        access_token_sealed = :access, scopes = :scopes,
        refresh_token_sealed = :refresh, refresh_token_version = refresh_token_version + 1,
        """ + StoredCustody.NO_REFRESH + """
        refreshed_at = NULL, refresh_failed_at = NULL, connected_at = now(), updated_at = now()
      WHERE id = :id AND user_id IS NULL AND epoch = :epoch
      """;

  private static final String RELEASE = """
      UPDATE cloud_provider_accounts
      SET user_id = NULL, epoch = :next, status = 'released', reason = NULL,
        access_token_sealed = NULL, access_token_expires_at = NULL, scopes = NULL, refresh_token_sealed = NULL,
        refresh_token_version = refresh_token_version + 1,
        """ + StoredCustody.NO_REFRESH + """
        refreshed_at = NULL, refresh_failed_at = NULL, connected_at = now(), updated_at = now()
      WHERE id = :id AND user_id = :owner AND epoch = :epoch
      """;

  private final Transactions transactions;
  private final EntityManager entities;
  private final JdbcClient jdbc;
  private final OwnershipJournal journal;
  private final EvidenceJournal evidence;
  private final StoredRevocations revocations;
  private final Vault vault;
  private final Supplier<UUID> ids;

  StoredCloudAccounts(
      Transactions transactions,
      EntityManager entities,
      JdbcClient jdbc,
      OwnershipJournal journal,
      EvidenceJournal evidence,
      StoredRevocations revocations,
      Vault vault,
      Supplier<UUID> ids) {
    this.transactions = transactions;
    this.entities = entities;
    this.jdbc = jdbc;
    this.journal = journal;
    this.evidence = evidence;
    this.revocations = revocations;
    this.vault = vault;
    this.ids = ids;
  }

  @Override
  public ClaimResult claim(NewClaim claim) {
    return transactions.call(
        () -> insert(claim),
        violation -> violation.of(UniqueConstraint.ONE_OWNER)
            ? Optional.of(new ClaimResult.Duplicate(new DuplicateAccount(claim.account(), violation.constraint())))
            : Optional.empty());
  }

  /** Flushed at once: the refusal belongs to this insert and not to the commit. */
  private ClaimResult insert(NewClaim claim) {
    AccountId id = new AccountId(ids.get());
    entities.persist(CloudAccountEntity.from(id.value(), claim, seal(claim, id, Epoch.FIRST)));
    entities.flush();
    Instant at = journal.connected(id, claim.account(), claim.claimant());
    return new ClaimResult.Claimed(connected(id, claim, Epoch.FIRST, at));
  }

  @Override
  public Optional<CloudAccount> find(ProviderAccountId account) {
    return transactions.call(() -> row(account).map(CloudAccountEntity::toDomain));
  }

  @Override
  public Optional<CloudAccount> findOwned(AccountId id, UserId owner) {
    return transactions.call(() -> ownedRow(id, owner).map(CloudAccountEntity::toDomain));
  }

  @Override
  public RenewResult renew(NewClaim claim, boolean needsRefreshToken) {
    return transactions.call(() -> {
      CloudAccountEntity row = row(claim.account()).orElse(null);
      CloudAccount account = row == null ? null : row.toDomain();
      if (row == null || account == null || !account.isOwnedBy(claim.claimant())) {
        return new RenewResult.NotTheOwner();
      }
      if (needsRefreshToken && claim.credentials().refreshToken().isEmpty() && !row.hasWorkingRefreshToken()) {
        return new RenewResult.RefreshTokenMissing();
      }
      if (!stored(RENEW, claim, account.id(), account.epoch(), account.epoch())) {
        return new RenewResult.NotTheOwner();
      }
      journal.reconnected(account, claim.claimant());
      if (claim.metDuplicate()) {
        evidence.write(Evidence.IDEMPOTENT_RESOLVED, claim.account());
      }
      return new RenewResult.Renewed(connected(account.id(), claim, account.epoch(), account.connectedAt()));
    });
  }

  @Override
  public AdoptResult adopt(NewClaim claim, Epoch releasedAt) {
    return transactions.call(() -> {
      Optional<AccountId> id = row(claim.account()).map(CloudAccountEntity::id).map(AccountId::new);
      Epoch next = releasedAt.next();
      if (id.isEmpty() || !stored(ADOPT, claim, id.get(), releasedAt, next)) {
        return new AdoptResult.NoLongerReleased();
      }
      Instant at = journal.adopted(id.get(), claim.account(), claim.claimant(), next);
      evidence.write(Evidence.ADOPTED, claim.account());
      return new AdoptResult.Adopted(connected(id.get(), claim, next, at));
    });
  }

  /** The row is locked first: what is to be revoked are the very tokens that the release destroys. */
  @Override
  public ReleaseResult release(AccountId id, UserId owner, Revocable revocable) {
    return transactions.callOnce(
        () -> {
          CloudAccountEntity row = entities
              .createQuery(OWNED, CloudAccountEntity.class)
              .setParameter("id", id.value())
              .setParameter("owner", owner.value())
              .setLockMode(LockModeType.PESSIMISTIC_WRITE)
              .getResultStream()
              .findFirst()
              .orElse(null);
          CloudAccount released = row == null ? null : release(row.toDomain(), owner).orElse(null);
          return row == null || released == null
              ? new ReleaseResult.NotTheOwner()
              : new ReleaseResult.ReleasedNow(
                  released, revocations.request(row.credentials(vault), owner, released, revocable));
        },
        violation -> Optional.empty());
  }

  private Optional<CloudAccount> release(CloudAccount account, UserId owner) {
    Epoch next = account.epoch().next();
    int rows = jdbc.sql(RELEASE)
        .param("id", account.id().value())
        .param("owner", owner.value())
        .param("epoch", account.epoch().value())
        .param("next", next.value())
        .update();
    if (rows == 0) {
      return Optional.empty();
    }
    Instant at = journal.released(account.id(), account.providerAccount(), owner, next);
    return Optional.of(new CloudAccount(
        account.id(), account.providerAccount(), null, next, AccountStatus.RELEASED, null, account.label(), at));
  }

  @Override
  public List<Owned> ownedBy(UserId owner, @Nullable AccountId after, int limit) {
    return transactions.call(() -> entities
        .createQuery(
            "from CloudAccountEntity a where a.userId = :owner and a.id > :after order by a.id",
            CloudAccountEntity.class)
        .setParameter("owner", owner.value())
        .setParameter("after", after == null ? BEFORE_ALL : after.value())
        .setMaxResults(limit)
        .getResultStream()
        .map(CloudAccountEntity::toOwned)
        .toList());
  }

  private Optional<CloudAccountEntity> row(ProviderAccountId account) {
    return entities
        .createQuery(
            "from CloudAccountEntity a where a.provider = :provider and a.providerAccountId = :subject",
            CloudAccountEntity.class)
        .setParameter("provider", account.provider().id())
        .setParameter("subject", account.subject())
        .getResultStream()
        .findFirst();
  }

  private Optional<CloudAccountEntity> ownedRow(AccountId id, UserId owner) {
    return entities
        .createQuery(OWNED, CloudAccountEntity.class)
        .setParameter("id", id.value())
        .setParameter("owner", owner.value())
        .getResultStream()
        .findFirst();
  }

  /** The compare-and-set; false when the row stands otherwise. What it stores opens at the next epoch alone. */
  private boolean stored(String sql, NewClaim claim, AccountId id, Epoch expected, Epoch next) {
    SealedCredentials sealed = seal(claim, id, next);
    return sealed.bind(jdbc.sql(sql))
            .param("id", id.value())
            .param("owner", claim.claimant().value())
            .param("epoch", expected.value())
            .param("next", next.value())
            .param("label", claim.label().value())
            .param("refreshed", sealed.refreshToken() == null ? 0 : 1)
            .update()
        == 1;
  }

  private SealedCredentials seal(NewClaim claim, AccountId id, Epoch epoch) {
    return SealedCredentials.seal(
        claim.credentials(), vault, new Custody(id.value(), claim.account(), claim.claimant(), epoch, false));
  }

  private static CloudAccount connected(AccountId id, NewClaim claim, Epoch epoch, Instant since) {
    return new CloudAccount(
        id, claim.account(), claim.claimant(), epoch, AccountStatus.CONNECTED, null, claim.label(), since);
  }
}
