package com.cloudaggregator.persistence.account;

import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.account.OwnedAccount;
import com.cloudaggregator.application.verification.Evidence;
import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Nickname;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.persistence.activity.OwnershipJournal;
import com.cloudaggregator.persistence.disconnect.JpaRevocations;
import com.cloudaggregator.persistence.seal.StoredSecrets;
import com.cloudaggregator.persistence.transaction.Transactions;
import com.cloudaggregator.persistence.verification.EvidenceJournal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/**
 * The accounts on PostgreSQL. A claim is a plain INSERT, so that the unique index decides. Every
 * change of an existing row names the expected owner and epoch.
 */
@Component
final class JpaCloudAccounts implements CloudAccounts {
  /** Lower than every id. */
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private final Transactions transactions;
  private final CloudAccountJpaRepository accounts;
  private final AccountChanges changes;
  private final OwnershipJournal journal;
  private final EvidenceJournal evidence;
  private final JpaRevocations revocations;
  private final StoredSecrets secrets;
  private final IdGenerator ids;

  JpaCloudAccounts(
      Transactions transactions,
      CloudAccountJpaRepository accounts,
      AccountChanges changes,
      OwnershipJournal journal,
      EvidenceJournal evidence,
      JpaRevocations revocations,
      StoredSecrets secrets,
      IdGenerator ids) {
    this.transactions = transactions;
    this.accounts = accounts;
    this.changes = changes;
    this.journal = journal;
    this.evidence = evidence;
    this.revocations = revocations;
    this.secrets = secrets;
    this.ids = ids;
  }

  @Override
  public ClaimResult claim(NewClaim claim) {
    return transactions.change(
        () -> insert(claim),
        violation -> violation.duplicateOf(claim.account()).map(ClaimResult.Duplicate::new));
  }

  private ClaimResult insert(NewClaim claim) {
    AccountId id = new AccountId(ids.newId());
    SealedCredentials sealed = seal(claim, id, Epoch.FIRST);
    Instant at =
        accounts.insert(
            id.value(),
            claim.account().provider().id(),
            claim.account().subject(),
            claim.claimant().value(),
            Epoch.FIRST.value(),
            claim.label().value(),
            sealed.accessToken(),
            sealed.accessTokenExpiresAt(),
            sealed.refreshToken(),
            sealed.scopes(),
            sealed.client(),
            ids.newId(),
            OwnershipJournal.CONNECTED);
    return new ClaimResult.Claimed(connected(id, claim, Epoch.FIRST, at));
  }

  @Override
  public Optional<CloudAccount> find(ProviderAccountId account) {
    return transactions.read(() -> row(account).map(CloudAccountEntity::toDomain));
  }

  @Override
  public Optional<CloudAccount> findOwned(AccountId id, UserId owner) {
    return transactions.read(
        () ->
            accounts
                .findByIdAndUserId(id.value(), owner.value())
                .map(CloudAccountEntity::toDomain));
  }

  @Override
  public boolean name(AccountId id, UserId owner, Nickname nickname) {
    return transactions.call(() -> accounts.name(id.value(), owner.value(), nickname.value())) == 1;
  }

  /** The row is read for its id and epoch only; the statement decides. */
  @Override
  public RenewResult renew(NewClaim claim, boolean needsRefreshToken) {
    return Optional.ofNullable(claim.existingOrNull())
        .or(() -> find(claim.account()))
        .filter(account -> account.isOwnedBy(claim.claimant()))
        .map(account -> renew(account, claim, needsRefreshToken))
        .orElseGet(RenewResult.NotTheOwner::new);
  }

  private RenewResult renew(CloudAccount account, NewClaim claim, boolean needsRefreshToken) {
    UUID id = account.id().value();
    SealedCredentials sealed = seal(claim, account.id(), account.epoch());
    Optional<Long> renewed =
        evidence.change(
            claim.metDuplicate() ? Evidence.IDEMPOTENT_RESOLVED : null,
            claim.account(),
            rows ->
                transactions.change(
                    () ->
                        accounts.renew(
                            id,
                            claim.claimant().value(),
                            account.epoch().value(),
                            claim.label().value(),
                            sealed.accessToken(),
                            sealed.accessTokenExpiresAt(),
                            sealed.refreshToken(),
                            sealed.scopes(),
                            sealed.client(),
                            needsRefreshToken,
                            rows),
                    violation -> Optional.empty()));
    if (renewed.isPresent()) {
      return new RenewResult.Renewed(
          connected(account.id(), claim, account.epoch(), account.connectedAt()));
    }
    return transactions
        .read(
            () ->
                accounts.findByIdAndUserIdAndEpoch(
                    id, claim.claimant().value(), account.epoch().value()))
        .map(CloudAccountEntity::toDomain)
        .<RenewResult>map(
            unchanged ->
                unchanged.isFrozen()
                    ? new RenewResult.Frozen()
                    : new RenewResult.RefreshTokenMissing())
        .orElseGet(RenewResult.NotTheOwner::new);
  }

  @Override
  public AdoptResult adopt(NewClaim claim, Epoch releasedAt) {
    return transactions.call(
        () ->
            row(claim.account())
                .map(CloudAccountEntity::toDomain)
                .filter(
                    released ->
                        changes.give(
                            released.id(),
                            claim.account(),
                            null,
                            releasedAt,
                            claim.claimant(),
                            claim.label(),
                            claim.credentials(),
                            null))
                .<AdoptResult>map(
                    released -> {
                      AccountId id = released.id();
                      if (!released.providerAccount().equals(claim.account())) {
                        accounts.restore(id.value(), claim.account().subject());
                      }
                      Epoch next = releasedAt.next();
                      Instant at = journal.adopted(id, claim.account(), claim.claimant(), next);
                      evidence.write(Evidence.ADOPTED, claim.account());
                      return new AdoptResult.Adopted(connected(id, claim, next, at));
                    })
                .orElseGet(AdoptResult.NoLongerReleased::new));
  }

  /**
   * Locks the row first, so that the tokens to revoke are the tokens that the release destroys. The
   * id of the revocation is chosen before the first run; a second run, after a commit of unknown
   * outcome, recognizes its own release by this id.
   */
  @Override
  public ReleaseResult release(AccountId id, UserId owner, RevocationTerms revocable) {
    UUID revocation = ids.newId();
    return transactions.call(
        () ->
            accounts
                .lockOwned(id.value(), owner.value())
                .filter(row -> changes.release(row.toDomain(), owner))
                .<ReleaseResult>map(row -> released(row, owner, revocable, revocation))
                .or(() -> releasedBefore(id, owner, revocation))
                .orElseGet(ReleaseResult.NotTheOwner::new));
  }

  private Optional<ReleaseResult> releasedBefore(AccountId id, UserId owner, UUID revocation) {
    return accounts
        .findById(id.value())
        .map(CloudAccountEntity::toDomain)
        .filter(account -> account.owner().isEmpty())
        .flatMap(
            account ->
                revocations
                    .findRelease(account, owner)
                    .map(
                        release ->
                            release.id().equals(revocation)
                                ? new ReleaseResult.ReleasedNow(account, release.revocation())
                                : new ReleaseResult.ReleasedBefore(account, release.revocation())));
  }

  /** The row still has the credentials that were read under the lock. */
  private ReleaseResult.ReleasedNow released(
      CloudAccountEntity row, UserId owner, RevocationTerms revocable, UUID revocation) {
    CloudAccount account = row.toDomain();
    Epoch next = account.epoch().next();
    Instant at = journal.released(account.id(), account.providerAccount(), owner, next);
    CloudAccount released =
        new CloudAccount(
            account.id(),
            account.providerAccount(),
            null,
            next,
            AccountStatus.RELEASED,
            null,
            AccountLabel.NONE,
            Nickname.NONE,
            at,
            account.frozenAt());
    return new ReleaseResult.ReleasedNow(
        released,
        revocations.request(
            revocation,
            row.credentials(secrets),
            owner,
            released,
            account.label().maskedForLastOwner(),
            revocable));
  }

  @Override
  public List<OwnedAccount> listOwned(UserId owner, @Nullable AccountId after, int limit) {
    return transactions.read(
        () ->
            accounts
                .findByUserIdAndIdGreaterThanOrderById(
                    owner.value(), after == null ? BEFORE_ALL : after.value(), Limit.of(limit))
                .stream()
                .map(CloudAccountEntity::toOwned)
                .toList());
  }

  private Optional<CloudAccountEntity> row(ProviderAccountId account) {
    return accounts.findByProviderAccount(account.provider().id(), account.subject());
  }

  private SealedCredentials seal(NewClaim claim, AccountId id, Epoch epoch) {
    return SealedCredentials.seal(
        claim.credentials(),
        secrets,
        SealingContext.of(id.value(), claim.account(), claim.claimant(), epoch));
  }

  private static CloudAccount connected(AccountId id, NewClaim claim, Epoch epoch, Instant since) {
    return AccountChanges.connected(
        id, claim.account(), claim.claimant(), epoch, claim.label(), since);
  }
}
