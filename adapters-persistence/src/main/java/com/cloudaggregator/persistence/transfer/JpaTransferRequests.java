package com.cloudaggregator.persistence.transfer;

import static java.util.Objects.requireNonNull;

import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.keys.KeyRings;
import com.cloudaggregator.application.transfer.TransferRequests;
import com.cloudaggregator.application.verification.Evidence;
import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferId;
import com.cloudaggregator.persistence.account.AccountChanges;
import com.cloudaggregator.persistence.account.CloudAccountEntity;
import com.cloudaggregator.persistence.account.CloudAccountJpaRepository;
import com.cloudaggregator.persistence.account.SealedCredentials;
import com.cloudaggregator.persistence.account.SealingContext;
import com.cloudaggregator.persistence.activity.OwnershipHistoryJpaRepository;
import com.cloudaggregator.persistence.activity.OwnershipHistoryJpaRepository.RecentMoves;
import com.cloudaggregator.persistence.activity.OwnershipJournal;
import com.cloudaggregator.persistence.notice.TransferNoticeEntity;
import com.cloudaggregator.persistence.notice.TransferNoticeJpaRepository;
import com.cloudaggregator.persistence.seal.StoredSecrets;
import com.cloudaggregator.persistence.transaction.Transactions;
import com.cloudaggregator.persistence.verification.EvidenceJournal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Offers and transfers on PostgreSQL. Locks are taken in the order request, account; the account
 * moves by compare-and-set on owner and epoch.
 */
@Component
final class JpaTransferRequests implements TransferRequests {
  private static final Duration DAY = Duration.ofHours(24);

  private final Transactions transactions;
  private final TransferRequestJpaRepository requests;
  private final CloudAccountJpaRepository accounts;
  private final AccountChanges changes;
  private final OwnershipHistoryJpaRepository history;
  private final TransferNoticeJpaRepository notices;
  private final OwnershipJournal journal;
  private final EvidenceJournal evidence;
  private final StoredSecrets secrets;
  private final KeyRings rings;
  private final IdGenerator ids;

  JpaTransferRequests(
      Transactions transactions,
      TransferRequestJpaRepository requests,
      CloudAccountJpaRepository accounts,
      AccountChanges changes,
      OwnershipHistoryJpaRepository history,
      TransferNoticeJpaRepository notices,
      OwnershipJournal journal,
      EvidenceJournal evidence,
      StoredSecrets secrets,
      KeyRings rings,
      IdGenerator ids) {
    this.transactions = transactions;
    this.requests = requests;
    this.accounts = accounts;
    this.changes = changes;
    this.history = history;
    this.notices = notices;
    this.journal = journal;
    this.evidence = evidence;
    this.secrets = secrets;
    this.rings = rings;
    this.ids = ids;
  }

  @Override
  public OfferResult offer(
      NewClaim claim, OwnedByAnother standing, Duration timeToLive, int liveOffers) {
    CloudAccount account = standing.account();
    UUID id = ids.newId();
    SealedCredentials sealed =
        SealedCredentials.seal(
            claim.credentials(),
            secrets,
            SealingContext.parkedIn(
                id, account.providerAccount(), claim.claimant(), account.epoch()));
    Optional<Instant> expiresAt =
        evidence.change(
            Evidence.CONFLICT_DECIDED,
            claim.account(),
            rows ->
                transactions.change(
                    () ->
                        requests.offer(
                            id,
                            claim.claimant().value(),
                            account.id().value(),
                            standing.owner().value(),
                            account.epoch().value(),
                            sealed.accessToken(),
                            sealed.accessTokenExpiresAt(),
                            sealed.refreshToken(),
                            sealed.scopes(),
                            sealed.client(),
                            claim.label().value(),
                            rings.transfer().active(),
                            timeToLive.toSeconds(),
                            liveOffers,
                            rows),
                    violation -> Optional.empty()));
    return expiresAt
        .<OfferResult>map(
            expiry ->
                new OfferResult.Offered(
                    new TransferGrant(
                        new TransferId(id),
                        claim.claimant(),
                        account.id(),
                        standing.owner(),
                        account.epoch(),
                        expiry)))
        .orElseGet(() -> refused(standing));
  }

  /** Why an offer was not stored. An account that has changed since gets another look-up. */
  private OfferResult refused(OwnedByAnother standing) {
    CloudAccount account = standing.account();
    boolean unchanged =
        transactions.read(
            () ->
                accounts.existsByIdAndUserIdAndEpochAndFrozenAtIsNull(
                    account.id().value(), standing.owner().value(), account.epoch().value()));
    return unchanged ? new OfferResult.TooManyOffers() : new OfferResult.NoLongerOwned();
  }

  @Override
  public Optional<Offer> find(TransferId id) {
    return transactions.call(
        () ->
            requests
                .findById(id.value())
                .map(
                    request ->
                        new Offer(
                            request.toDomain(),
                            account(accounts.findById(request.accountId())),
                            request.label())));
  }

  @Override
  public Optional<Instant> findPauseEnd(AccountId account, TransferLimits pace) {
    return transactions.read(
        () -> coolUntil(history.recentMoves(account.value(), pace.maxPerDay()), pace));
  }

  /**
   * The id of the notice is chosen before the first run, so that a second run recognizes what the
   * first committed.
   */
  @Override
  public TransferResult transfer(TransferId id, UserId requester, TransferLimits pace) {
    UUID notice = ids.newId();
    return transactions.call(
        () -> {
          TransferRequestEntity request = requests.lock(id.value()).orElse(null);
          if (request == null) {
            return new TransferResult.Unknown();
          }
          TransferGrant grant = request.toDomain();
          if (!grant.requester().equals(requester)) {
            return new TransferResult.OtherUser();
          }
          CloudAccount account = account(accounts.lock(request.accountId()));
          return request.isUsed()
              ? usedBefore(request, account, notice)
              : move(request, grant, account, pace, notice);
        });
  }

  private TransferResult usedBefore(
      TransferRequestEntity request, CloudAccount account, UUID notice) {
    if (!request.hasMoved(account)) {
      return new TransferResult.OwnerChanged(account.owner());
    }
    return notices.existsById(notice)
        ? new TransferResult.Moved(account, request.toDomain().expectedOwner())
        : new TransferResult.AlreadyMoved(account);
  }

  private TransferResult move(
      TransferRequestEntity request,
      TransferGrant grant,
      CloudAccount account,
      TransferLimits pace,
      UUID notice) {
    RecentMoves moves = history.recentMoves(account.id().value(), pace.maxPerDay());
    if (!moves.getNow().isBefore(grant.expiresAt())) {
      return new TransferResult.Expired();
    }
    if (!account.isOwnedBy(grant.expectedOwner())
        || !account.epoch().equals(grant.expectedEpoch())) {
      return new TransferResult.OwnerChanged(account.owner());
    }
    if (account.isFrozen()) {
      return new TransferResult.Frozen();
    }
    Optional<Instant> coolUntil = coolUntil(moves, pace);
    if (coolUntil.isPresent()) {
      return new TransferResult.CoolingDown(coolUntil.get());
    }
    Optional<Credentials> parked = request.parked(secrets, account.providerAccount());
    if (parked.isEmpty()) {
      return new TransferResult.Unreadable();
    }
    AccountId id = account.id();
    boolean given =
        changes.give(
            id,
            account.providerAccount(),
            grant.expectedOwner(),
            grant.expectedEpoch(),
            grant.requester(),
            request.label(),
            parked.get(),
            request.createdAt());
    if (!given) {
      return new TransferResult.OwnerChanged(account.owner());
    }
    Epoch next = account.epoch().next();
    Instant at =
        journal.transferred(
            id,
            account.providerAccount(),
            grant.expectedOwner(),
            grant.requester(),
            next,
            grant.id());
    notices.save(new TransferNoticeEntity(notice, grant.expectedOwner(), account, next));
    requests.use(grant.id().value(), next.value());
    return new TransferResult.Moved(
        AccountChanges.connected(
            id, account.providerAccount(), grant.requester(), next, request.label(), at),
        grant.expectedOwner());
  }

  /** When the next move is allowed, if it is not allowed now. */
  private static Optional<Instant> coolUntil(RecentMoves moves, TransferLimits pace) {
    return Stream.concat(
            Stream.ofNullable(moves.getLastMove()).map(move -> move.plus(pace.cooldown())),
            Stream.ofNullable(moves.getLastButMax()).map(move -> move.plus(DAY)))
        .filter(moves.getNow()::isBefore)
        .max(Instant::compareTo);
  }

  private static CloudAccount account(Optional<CloudAccountEntity> row) {
    return requireNonNull(row.orElse(null), "a foreign key keeps the account").toDomain();
  }
}
