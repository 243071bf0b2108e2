package com.cloudaggregator.persistence.token;

import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.persistence.account.SealedCredentials;
import com.cloudaggregator.persistence.account.SealingContext;
import com.cloudaggregator.persistence.activity.OwnershipHistoryJpaRepository;
import com.cloudaggregator.persistence.activity.OwnershipJournal;
import com.cloudaggregator.persistence.disconnect.JpaRevocations;
import com.cloudaggregator.persistence.seal.StoredSecrets;
import com.cloudaggregator.persistence.token.CustodyJpaRepository.GrantedLease;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Custody on PostgreSQL. The lease columns of the account's row say who refreshes; every change is
 * a compare-and-set on owner, epoch and version.
 */
@Component
final class JpaCustody implements Custody {
  private final Transactions transactions;
  private final CustodyJpaRepository accounts;
  private final OwnershipHistoryJpaRepository history;
  private final OwnershipJournal journal;
  private final JpaRevocations revocations;
  private final StoredSecrets secrets;
  private final IdGenerator ids;

  JpaCustody(
      Transactions transactions,
      CustodyJpaRepository accounts,
      OwnershipHistoryJpaRepository history,
      OwnershipJournal journal,
      JpaRevocations revocations,
      StoredSecrets secrets,
      IdGenerator ids) {
    this.transactions = transactions;
    this.accounts = accounts;
    this.history = history;
    this.journal = journal;
    this.revocations = revocations;
    this.secrets = secrets;
    this.ids = ids;
  }

  /** Opens the tokens after the connection has been returned to the pool. */
  @Override
  public Optional<CredentialState> read(AccountId id, UserId owner) {
    return transactions
        .read(() -> accounts.findByIdAndUserId(id.value(), owner.value()))
        .map(account -> account.toHolding(secrets));
  }

  @Override
  public boolean wasOwner(AccountId id, UserId user, Epoch epoch) {
    return transactions.read(
        () -> history.existsByAccountIdAndEpochAndToUser(id.value(), epoch.value(), user.value()));
  }

  @Override
  public Optional<Lease> lease(CredentialState seen, Duration time) {
    UUID lease = ids.newId();
    CloudAccount account = seen.account();
    return transactions
        .call(
            () ->
                accounts.lease(
                    account.id().value(),
                    owner(account).value(),
                    account.epoch().value(),
                    seen.version(),
                    lease,
                    time.toMillis()))
        .map(granted -> lease(granted, seen));
  }

  private static Lease lease(GrantedLease granted, CredentialState seen) {
    Long unknown = granted.getUnknownMillis();
    return new Lease(
        granted.getLeaseId(),
        seen,
        unknown == null ? null : Duration.ofMillis(Math.max(0, unknown)));
  }

  /**
   * A refresh token that comes too late because the owner has disconnected the account is handed to
   * the revocation: at a provider that rotates refresh tokens it has replaced the one that was to
   * be revoked.
   */
  @Override
  public StoreResult store(Lease lease, Credentials fresh) {
    CloudAccount account = lease.state().account();
    SealedCredentials sealed = SealedCredentials.seal(fresh, secrets, SealingContext.of(account));
    Instant seen = lease.state().credentials().map(Credentials::accessTokenExpiresAt).orElse(null);
    Secret refreshToken = fresh.refreshTokenOrNull();
    return transactions.call(
        () -> {
          Optional<Boolean> asGiven =
              accounts.store(
                  account.id().value(),
                  owner(account).value(),
                  account.epoch().value(),
                  lease.state().version(),
                  seen,
                  sealed.accessToken(),
                  sealed.accessTokenExpiresAt(),
                  sealed.refreshToken(),
                  sealed.scopes());
          if (asGiven.isEmpty() && refreshToken != null) {
            revocations.replaceToken(account, refreshToken);
          }
          return asGiven
              .map(stored -> stored ? StoreResult.STORED : StoreResult.STORED_EXPIRED)
              .orElse(StoreResult.SUPERSEDED);
        });
  }

  @Override
  public void returnUnused(Lease lease) {
    CloudAccount account = lease.state().account();
    transactions.run(
        () ->
            accounts.returnUnused(
                account.id().value(),
                owner(account).value(),
                account.epoch().value(),
                lease.state().version(),
                lease.id()));
  }

  @Override
  public void postpone(
      Lease lease, RefreshFailure trouble, Duration time, boolean mayHaveHappened) {
    CloudAccount account = lease.state().account();
    transactions.run(
        () ->
            accounts.postpone(
                account.id().value(),
                owner(account).value(),
                account.epoch().value(),
                lease.state().version(),
                lease.id(),
                time.toMillis(),
                trouble.code(),
                mayHaveHappened));
  }

  @Override
  public StoreResult markNeedsReconnect(Lease lease, ReconnectReason reason) {
    CloudAccount account = lease.state().account();
    return transactions.call(
        () -> {
          int rows =
              accounts.markNeedsReconnect(
                  account.id().value(),
                  owner(account).value(),
                  account.epoch().value(),
                  lease.state().version(),
                  lease.id(),
                  reason.code());
          if (rows == 0) {
            return StoreResult.SUPERSEDED;
          }
          journal.needsReconnect(account, owner(account));
          return StoreResult.STORED;
        });
  }

  private static UserId owner(CloudAccount account) {
    return account.owner().orElseThrow();
  }
}
