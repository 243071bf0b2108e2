package com.cloudaggregator.application.testing;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.account.OwnedAccount;
import com.cloudaggregator.application.disconnect.Revocations;
import com.cloudaggregator.application.notice.AcknowledgeOutcome;
import com.cloudaggregator.application.notice.Notices;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.application.token.ExpiringTokens;
import com.cloudaggregator.application.transfer.TransferRequests;
import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Nickname;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferId;
import com.cloudaggregator.domain.ownership.TransferNotice;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Accounts, offers and notices in memory; one lock stands for the transaction. */
public final class InMemoryOwnership
    implements OwnershipStore,
        CloudAccounts,
        TransferRequests,
        Notices,
        Custody,
        Revocations,
        ExpiringTokens {
  private static final String ONE_OWNER = "uniq_cloud_provider_accounts_global";
  private static final Duration DAY = Duration.ofHours(24);

  /** Maximum age of a grant that is stored now. */
  private static final Duration GRANT_AGE = Duration.ofMinutes(1);

  private final Clock clock;
  private final IdGenerator ids;
  private final Map<ProviderAccountId, Row> rows = new LinkedHashMap<>();
  private final Map<TransferId, Parked> offers = new LinkedHashMap<>();
  private final List<SentNotice> notices = new ArrayList<>();
  private final List<Asked> revocations = new ArrayList<>();
  private final List<Entry> history = new ArrayList<>();
  private final Map<AccountId, List<HostEvent>> outbox = new HashMap<>();

  /** When the access token of each account was stored. */
  private final Map<AccountId, Instant> tokensSince = new HashMap<>();

  private Runnable beforeNextLease = () -> {};

  public InMemoryOwnership(Clock clock, IdGenerator ids) {
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * @param credentials null if released
   * @param refresh state of refreshing
   */
  private record Row(
      CloudAccount account, @Nullable Credentials credentials, long version, Refresh refresh) {

    Row with(Refresh other) {
      return new Row(account, credentials, version, other);
    }

    boolean isOf(CredentialState seen) {
      return account.ownerOrNull() != null
          && account.ownerOrNull().equals(seen.account().ownerOrNull())
          && account.epoch().equals(seen.account().epoch())
          && version == seen.version()
          && account.status() == AccountStatus.CONNECTED;
    }
  }

  /** The columns about refreshing. */
  private record Refresh(
      @Nullable UUID lease,
      Instant leasedUntil,
      int failures,
      Instant notBefore,
      @Nullable RefreshFailure trouble,
      @Nullable Instant unknownSince,
      boolean readable) {
    static final Refresh NONE = new Refresh(null, Instant.MIN, 0, Instant.MIN, null, null, true);
  }

  /**
   * @param credentials null if they cannot be opened or have been used
   * @param parkedAt when the credentials were parked
   * @param movedTo null until the offer is used
   */
  private record Parked(
      TransferGrant grant,
      AccountLabel label,
      @Nullable Credentials credentials,
      Instant parkedAt,
      @Nullable Epoch movedTo) {}

  private record SentNotice(UserId formerOwner, TransferNotice notice) {}

  /**
   * @param token null if the state is final
   * @param settled when the state became final; null until then
   */
  private record Asked(
      DisconnectedAccount shown,
      Provider client,
      UserId formerOwner,
      Epoch epoch,
      @Nullable Secret token,
      TokenKind kind,
      Instant due,
      int attempts,
      @Nullable Instant settled) {
    Asked in(RevocationState state, Instant at) {
      return new Asked(shown(state), client, formerOwner, epoch, null, kind, due, attempts, at);
    }

    Asked due(Instant at, int attempt) {
      return new Asked(shown, client, formerOwner, epoch, token, kind, at, attempt, settled);
    }

    /** Pending with another token; a running claim is lost. */
    Asked with(Secret other, Instant now) {
      return new Asked(
          shown(RevocationState.PENDING),
          client,
          formerOwner,
          epoch,
          other,
          kind,
          attempts == 0 ? due : now,
          attempts == 0 ? 0 : attempts + 1,
          null);
    }

    private DisconnectedAccount shown(RevocationState state) {
      return new DisconnectedAccount(
          shown.id(), shown.account(), shown.provider(), shown.maskedLabel(), shown.at(), state);
    }
  }

  private record Entry(AccountId account, Change change, Instant at) {}

  @Override
  public CloudAccounts accounts() {
    return this;
  }

  @Override
  public TransferRequests requests() {
    return this;
  }

  @Override
  public Notices notices() {
    return this;
  }

  @Override
  public Revocations revocations() {
    return this;
  }

  @Override
  public Custody keeping() {
    return this;
  }

  @Override
  public ExpiringTokens expiring() {
    return this;
  }

  @Override
  public synchronized boolean keepsTokenOf(DisconnectedAccount disconnected) {
    return revocations.stream()
        .anyMatch(asked -> asked.shown().id().equals(disconnected.id()) && asked.token() != null);
  }

  @Override
  public synchronized ClaimResult claim(NewClaim claim) {
    if (rows.containsKey(claim.account())) {
      return new ClaimResult.Duplicate(new DuplicateAccount(claim.account(), ONE_OWNER));
    }
    return new ClaimResult.Claimed(
        own(new AccountId(ids.newId()), claim, Epoch.FIRST, null, OwnerChangeCause.CONNECTED));
  }

  @Override
  public synchronized Optional<CloudAccount> find(ProviderAccountId account) {
    return Optional.ofNullable(rows.get(account)).map(Row::account);
  }

  @Override
  public synchronized Optional<CloudAccount> findOwned(AccountId id, UserId owner) {
    return row(id).map(Row::account).filter(account -> account.isOwnedBy(owner));
  }

  @Override
  public synchronized boolean name(AccountId id, UserId owner, Nickname nickname) {
    Row row = row(id).filter(found -> found.account().isOwnedBy(owner)).orElse(null);
    if (row == null) {
      return false;
    }
    CloudAccount named = row.account().withNickname(nickname);
    rows.put(
        named.providerAccount(), new Row(named, row.credentials(), row.version(), row.refresh()));
    return true;
  }

  @Override
  public synchronized RenewResult renew(NewClaim claim, boolean needsRefreshToken) {
    Row row = rows.get(claim.account());
    if (row == null || row.credentials() == null || !row.account().isOwnedBy(claim.claimant())) {
      return new RenewResult.NotTheOwner();
    }
    boolean brings = claim.credentials().refreshToken().isPresent();
    boolean failed = row.account().status() == AccountStatus.NEEDS_RECONNECT;
    Credentials fresh = failed ? claim.credentials() : kept(claim.credentials(), row.credentials());
    if (needsRefreshToken && fresh.refreshToken().isEmpty()) {
      return new RenewResult.RefreshTokenMissing();
    }
    CloudAccount before = row.account();
    CloudAccount renewed =
        new CloudAccount(
            before.id(),
            before.providerAccount(),
            claim.claimant(),
            before.epoch(),
            AccountStatus.CONNECTED,
            null,
            claim.label(),
            before.nickname(),
            before.connectedAt(),
            before.frozenAt());
    Refresh known = row.refresh();
    Refresh refresh =
        brings
            ? Refresh.NONE
            : new Refresh(
                known.lease(),
                known.leasedUntil(),
                0,
                Instant.MIN,
                null,
                known.unknownSince(),
                true);
    tokensSince.put(before.id(), clock.instant());
    rows.put(
        claim.account(),
        new Row(renewed, fresh, row.version() + (brings || failed ? 1 : 0), refresh));
    if (failed) {
      tell(renewed.id(), HostEvent.RECONNECTED, claim.claimant(), renewed.epoch(), null);
    }
    expireIfRevokedSince(renewed, clock.instant(), row.credentials().accessTokenExpiresAt());
    return new RenewResult.Renewed(renewed);
  }

  /** The fresh credentials, with the stored refresh token if they have none. */
  private static Credentials kept(Credentials fresh, Credentials stored) {
    return fresh.refreshToken().isPresent()
        ? fresh
        : new Credentials(
            fresh.accessToken(),
            stored.refreshTokenOrNull(),
            fresh.accessTokenExpiresAt(),
            fresh.scopes(),
            stored.clientOrNull());
  }

  @Override
  public synchronized AdoptResult adopt(NewClaim claim, Epoch releasedAt) {
    return find(claim.account())
        .filter(account -> account.owner().isEmpty() && account.epoch().equals(releasedAt))
        .<AdoptResult>map(
            account -> {
              CloudAccount adopted =
                  own(account.id(), claim, releasedAt.next(), null, OwnerChangeCause.ADOPTED);
              expireIfRevokedSince(adopted, clock.instant(), null);
              return new AdoptResult.Adopted(adopted);
            })
        .orElseGet(AdoptResult.NoLongerReleased::new);
  }

  /** A revocation of an earlier release may have ended a grant from shortly before this time. */
  private void expireIfRevokedSince(
      CloudAccount account, Instant granted, @Nullable Instant expiryBefore) {
    revocations.stream()
        .filter(asked -> account.id().equals(asked.shown().account()) && asked.attempts() > 0)
        .filter(
            asked -> asked.settled() == null || asked.settled().isAfter(granted.minus(GRANT_AGE)))
        .findAny()
        .ifPresent(asked -> expire(asked, expiryBefore));
  }

  @Override
  public synchronized Optional<Successor> expireSuccessorToken(ClaimedRevocation due) {
    Asked asked =
        revocations.stream()
            .filter(each -> each.shown().id().equals(due.id()))
            .findAny()
            .orElseThrow();
    return expire(
        asked,
        custody(asked.shown().account()).map(Credentials::accessTokenExpiresAt).orElse(null));
  }

  /** Lowers the expiry, so that a running refresh finds another one than it has read. */
  private Optional<Successor> expire(Asked asked, @Nullable Instant before) {
    Row row = row(asked.shown().account()).orElseThrow();
    CloudAccount account = row.account();
    Credentials held = row.credentials();
    if (account.epoch().compareTo(asked.epoch()) <= 0
        || account.status() != AccountStatus.CONNECTED
        || held == null
        || held.refreshToken().isEmpty()) {
      return Optional.empty();
    }
    Instant lower =
        before == null || before.isAfter(Instant.EPOCH) ? Instant.EPOCH : before.minusNanos(1000);
    tokensSince.put(account.id(), clock.instant());
    Credentials doubted =
        new Credentials(
            held.accessToken(),
            held.refreshTokenOrNull(),
            lower,
            held.scopes(),
            held.clientOrNull());
    rows.put(account.providerAccount(), new Row(account, doubted, row.version(), row.refresh()));
    return Optional.of(new Successor(account.id(), account.owner().orElseThrow(), account.epoch()));
  }

  @Override
  public synchronized ReleaseResult release(AccountId id, UserId owner, RevocationTerms revocable) {
    return findOwned(id, owner)
        .<ReleaseResult>map(
            account -> {
              Epoch next = account.epoch().next();
              Instant at = record(id, new Change(next, owner, null, OwnerChangeCause.RELEASED));
              CloudAccount released =
                  new CloudAccount(
                      id,
                      account.providerAccount(),
                      null,
                      next,
                      AccountStatus.RELEASED,
                      null,
                      AccountLabel.NONE,
                      at);
              Credentials stored =
                  requireNonNull(requireNonNull(rows.get(account.providerAccount())).credentials());
              rows.put(
                  account.providerAccount(),
                  new Row(released, null, versionOf(account) + 1, Refresh.NONE));
              return new ReleaseResult.ReleasedNow(
                  released, ask(account, released, stored, revocable));
            })
        .or(() -> releasedBefore(id, owner))
        .orElseGet(ReleaseResult.NotTheOwner::new);
  }

  private Optional<ReleaseResult> releasedBefore(AccountId id, UserId owner) {
    return row(id)
        .map(Row::account)
        .filter(account -> account.owner().isEmpty())
        .flatMap(
            account ->
                revocations.stream()
                    .filter(
                        asked ->
                            asked.shown().account().equals(id)
                                && asked.epoch().equals(account.epoch())
                                && asked.formerOwner().equals(owner))
                    .findAny()
                    .map(
                        asked ->
                            new ReleaseResult.ReleasedBefore(account, asked.shown().revocation())));
  }

  private RevocationState ask(
      CloudAccount before, CloudAccount released, Credentials stored, RevocationTerms revocable) {
    Provider provider = before.providerAccount().provider();
    boolean possible = revocable.providers().contains(provider);
    RevocationState state = possible ? RevocationState.PENDING : RevocationState.UNSUPPORTED;
    revocations.add(
        new Asked(
            new DisconnectedAccount(
                ids.newId(),
                before.id(),
                provider,
                before.label().maskedForLastOwner(),
                released.connectedAt(),
                state),
            stored.clientOf(before.providerAccount()),
            before.owner().orElseThrow(),
            released.epoch(),
            possible ? stored.refreshToken().orElse(stored.accessToken()) : null,
            stored.refreshToken().isPresent() ? TokenKind.REFRESH_TOKEN : TokenKind.ACCESS_TOKEN,
            clock.instant().plus(revocable.delay()),
            0,
            possible ? null : clock.instant()));
    return state;
  }

  @Override
  public synchronized Optional<ClaimedRevocation> claim(Duration lease, Set<Provider> notOf) {
    return revocations.stream()
        .filter(asked -> asked.token() != null && !notOf.contains(asked.shown().provider()))
        .filter(asked -> !clock.instant().isBefore(asked.due()))
        .min(comparing(Asked::due))
        .map(
            asked -> {
              Asked claimed = asked.due(clock.instant().plus(lease), asked.attempts() + 1);
              revocations.set(revocations.indexOf(asked), claimed);
              return new ClaimedRevocation(
                  asked.shown().id(),
                  asked.client(),
                  asked.kind(),
                  asked.token(),
                  claimed.attempts());
            });
  }

  @Override
  public synchronized ClaimCheck check(ClaimedRevocation due) {
    return held(due)
        .filter(asked -> clock.instant().isBefore(asked.due()))
        .map(
            asked -> {
              if (row(asked.shown().account())
                  .orElseThrow()
                  .account()
                  .epoch()
                  .equals(asked.epoch())) {
                return ClaimCheck.STILL_RELEASED;
              }
              settle(due, RevocationState.DROPPED);
              return ClaimCheck.CONNECTED_AGAIN;
            })
        .orElse(ClaimCheck.CLAIM_LOST);
  }

  @Override
  public synchronized void settle(ClaimedRevocation due, RevocationState state) {
    held(due)
        .ifPresent(
            asked -> revocations.set(revocations.indexOf(asked), asked.in(state, clock.instant())));
  }

  @Override
  public synchronized void postpone(ClaimedRevocation due, Duration pause) {
    held(due)
        .ifPresent(
            asked ->
                revocations.set(
                    revocations.indexOf(asked),
                    asked.due(clock.instant().plus(pause), asked.attempts())));
  }

  private Optional<Asked> held(ClaimedRevocation due) {
    return revocations.stream()
        .filter(asked -> asked.shown().id().equals(due.id()))
        .filter(asked -> asked.token() != null && asked.attempts() == due.attempt())
        .findAny();
  }

  @Override
  public synchronized List<DisconnectedAccount> listByFormerOwner(UserId formerOwner, int limit) {
    return revocations.reversed().stream()
        .filter(asked -> asked.formerOwner().equals(formerOwner))
        .map(Asked::shown)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Duration longestWait() {
    return revocations.stream()
        .filter(asked -> asked.token() != null && asked.due().isBefore(clock.instant()))
        .map(asked -> Duration.between(asked.due(), clock.instant()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  @Override
  public synchronized List<OwnedAccount> listOwned(
      UserId owner, @Nullable AccountId after, int limit) {
    return rows.values().stream()
        .filter(row -> row.account().isOwnedBy(owner))
        .filter(row -> after == null || row.account().id().value().compareTo(after.value()) > 0)
        .sorted(comparing(row -> row.account().id().value()))
        .limit(limit)
        .map(
            row ->
                new OwnedAccount(
                    row.account(), row.refresh().leasedUntil().isAfter(clock.instant())))
        .toList();
  }

  @Override
  public synchronized OfferResult offer(
      NewClaim claim, OwnedByAnother standing, Duration timeToLive, int liveOffers) {
    AccountId account = standing.account().id();
    long others =
        offers.values().stream()
            .filter(offer -> offer.grant().requester().equals(claim.claimant()))
            .filter(offer -> !offer.grant().account().equals(account))
            .filter(
                offer ->
                    offer.movedTo() == null && clock.instant().isBefore(offer.grant().expiresAt()))
            .count();
    if (others >= liveOffers) {
      return new OfferResult.TooManyOffers();
    }
    offers
        .values()
        .removeIf(
            offer ->
                offer.movedTo() == null
                    && offer.grant().requester().equals(claim.claimant())
                    && offer.grant().account().equals(account));
    if (row(account)
        .map(Row::account)
        .filter(now -> now.isOwnedBy(standing.owner()))
        .filter(now -> now.epoch().equals(standing.account().epoch()))
        .isEmpty()) {
      return new OfferResult.NoLongerOwned();
    }
    TransferGrant grant =
        new TransferGrant(
            new TransferId(ids.newId()),
            claim.claimant(),
            account,
            standing.owner(),
            standing.account().epoch(),
            clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(timeToLive.toSeconds()));
    offers.put(
        grant.id(), new Parked(grant, claim.label(), claim.credentials(), clock.instant(), null));
    return new OfferResult.Offered(grant);
  }

  @Override
  public synchronized Optional<Offer> find(TransferId id) {
    return Optional.ofNullable(offers.get(id))
        .map(offer -> new Offer(offer.grant(), account(offer), offer.label()));
  }

  @Override
  public synchronized Optional<Instant> findPauseEnd(AccountId account, TransferLimits pace) {
    return coolingUntil(account, pace);
  }

  @Override
  public synchronized TransferResult transfer(
      TransferId id, UserId requester, TransferLimits pace) {
    Parked offer = offers.get(id);
    if (offer == null) {
      return new TransferResult.Unknown();
    }
    TransferGrant grant = offer.grant();
    if (!grant.requester().equals(requester)) {
      return new TransferResult.OtherUser();
    }
    CloudAccount account = account(offer);
    if (offer.movedTo() != null) {
      return account.isOwnedBy(requester) && account.epoch().equals(offer.movedTo())
          ? new TransferResult.AlreadyMoved(account)
          : new TransferResult.OwnerChanged(account.owner());
    }
    if (!clock.instant().isBefore(grant.expiresAt())) {
      return new TransferResult.Expired();
    }
    if (!account.isOwnedBy(grant.expectedOwner())
        || !account.epoch().equals(grant.expectedEpoch())) {
      return new TransferResult.OwnerChanged(account.owner());
    }
    Optional<Instant> until = coolingUntil(account.id(), pace);
    if (until.isPresent()) {
      return new TransferResult.CoolingDown(until.get());
    }
    Credentials parked = offer.credentials();
    return parked == null ? new TransferResult.Unreadable() : move(offer, account, parked);
  }

  private TransferResult move(Parked offer, CloudAccount before, Credentials parked) {
    TransferGrant grant = offer.grant();
    NewClaim claim =
        new NewClaim(before.providerAccount(), grant.requester(), offer.label(), parked);
    CloudAccount moved =
        own(
            before.id(),
            claim,
            before.epoch().next(),
            grant.expectedOwner(),
            OwnerChangeCause.TRANSFERRED);
    expireIfRevokedSince(moved, offer.parkedAt(), null);
    notices.add(
        new SentNotice(
            grant.expectedOwner(),
            new TransferNotice(
                ids.newId(),
                before.id(),
                before.providerAccount().provider(),
                before.label().masked(),
                moved.connectedAt(),
                null)));
    offers.put(grant.id(), new Parked(grant, offer.label(), null, offer.parkedAt(), moved.epoch()));
    return new TransferResult.Moved(moved, grant.expectedOwner());
  }

  private Optional<Instant> coolingUntil(AccountId account, TransferLimits pace) {
    List<Instant> moves =
        history.stream()
            .filter(
                entry ->
                    entry.account().equals(account)
                        && entry.change().cause() == OwnerChangeCause.TRANSFERRED)
            .map(Entry::at)
            .toList()
            .reversed();
    return Stream.concat(
            moves.stream().limit(1).map(last -> last.plus(pace.cooldown())),
            moves.stream().skip(pace.maxPerDay() - 1L).limit(1).map(oldest -> oldest.plus(DAY)))
        .filter(clock.instant()::isBefore)
        .max(Instant::compareTo);
  }

  @Override
  public synchronized List<TransferNotice> list(
      UserId formerOwner, @Nullable UUID after, int limit) {
    List<TransferNotice> stored =
        notices.reversed().stream()
            .filter(sent -> sent.formerOwner().equals(formerOwner))
            .map(SentNotice::notice)
            .toList();
    return stored.stream()
        .skip(
            after == null
                ? 0
                : stored.stream().map(TransferNotice::id).toList().indexOf(after) + 1L)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized int countUnread(UserId formerOwner, int most) {
    return (int)
        list(formerOwner, null, Integer.MAX_VALUE).stream()
            .filter(notice -> notice.acknowledgedAt() == null)
            .limit(most)
            .count();
  }

  @Override
  public synchronized void acknowledgeAll(UserId formerOwner) {
    list(formerOwner, null, Integer.MAX_VALUE)
        .forEach(notice -> acknowledge(notice.id(), formerOwner));
  }

  @Override
  public synchronized AcknowledgeOutcome acknowledge(UUID id, UserId formerOwner) {
    for (int i = 0; i < notices.size(); i++) {
      TransferNotice notice = notices.get(i).notice();
      if (notice.id().equals(id) && notices.get(i).formerOwner().equals(formerOwner)) {
        if (notice.acknowledgedAt() == null) {
          TransferNotice read =
              new TransferNotice(
                  id,
                  notice.account(),
                  notice.provider(),
                  notice.maskedLabel(),
                  notice.at(),
                  clock.instant());
          notices.set(i, new SentNotice(formerOwner, read));
        }
        return AcknowledgeOutcome.ACKNOWLEDGED;
      }
    }
    return AcknowledgeOutcome.NOTICE_NOT_FOUND;
  }

  @Override
  public synchronized Optional<CredentialState> read(AccountId id, UserId owner) {
    Instant now = clock.instant();
    return row(id)
        .filter(row -> row.account().isOwnedBy(owner))
        .map(
            row ->
                new CredentialState(
                    row.account(),
                    row.version(),
                    row.refresh().readable() ? row.credentials() : null,
                    until(row.refresh().leasedUntil(), now),
                    until(row.refresh().notBefore(), now),
                    row.refresh().trouble(),
                    row.refresh().failures()));
  }

  private static Duration until(Instant end, Instant now) {
    return end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO;
  }

  @Override
  public synchronized boolean wasOwner(AccountId id, UserId user, Epoch epoch) {
    return history.stream()
        .anyMatch(
            entry ->
                entry.account().equals(id)
                    && entry.change().epoch().equals(epoch)
                    && user.equals(entry.change().to()));
  }

  /** Runs during the next call of {@link #lease}, for example to let time pass. */
  public synchronized void beforeNextLease(Runnable action) {
    beforeNextLease = action;
  }

  @Override
  public synchronized Optional<Lease> lease(CredentialState seen, Duration time) {
    Runnable action = beforeNextLease;
    beforeNextLease = () -> {};
    action.run();
    Instant now = clock.instant();
    return row(seen.account().id())
        .filter(row -> row.isOf(seen))
        .filter(
            row ->
                !row.refresh().leasedUntil().isAfter(now)
                    && !row.refresh().notBefore().isAfter(now))
        .map(
            row -> {
              Refresh before = row.refresh();
              Instant unknown =
                  before.unknownSince() == null && before.lease() != null
                      ? before.leasedUntil()
                      : before.unknownSince();
              UUID lease = ids.newId();
              rows.put(
                  row.account().providerAccount(),
                  row.with(
                      new Refresh(
                          lease,
                          now.plus(time),
                          before.failures(),
                          before.notBefore(),
                          before.trouble(),
                          unknown,
                          before.readable())));
              return new Lease(
                  lease, seen, unknown == null ? null : Duration.between(unknown, now));
            });
  }

  @Override
  public synchronized StoreResult store(Lease lease, Credentials fresh) {
    Row row = row(lease.state().account().id()).filter(it -> it.isOf(lease.state())).orElse(null);
    if (row == null || row.credentials() == null) {
      fresh.refreshToken().ifPresent(token -> replaceToken(lease.state().account(), token));
      return StoreResult.SUPERSEDED;
    }
    Instant now = clock.instant();
    tokensSince.put(row.account().id(), now);
    Instant seen = lease.state().credentials().map(Credentials::accessTokenExpiresAt).orElse(null);
    boolean doubted = !Objects.equals(seen, row.credentials().accessTokenExpiresAt());
    Credentials kept = kept(fresh, row.credentials());
    Credentials stored =
        new Credentials(
            kept.accessToken(),
            kept.refreshTokenOrNull(),
            kept.accessTokenExpiresAt(),
            kept.scopes(),
            row.credentials().clientOrNull());
    rows.put(
        row.account().providerAccount(),
        new Row(
            row.account(),
            doubted
                ? new Credentials(
                    stored.accessToken(),
                    stored.refreshTokenOrNull(),
                    Instant.EPOCH,
                    stored.scopes(),
                    stored.clientOrNull())
                : stored,
            row.version() + 1,
            Refresh.NONE));
    return doubted ? StoreResult.STORED_EXPIRED : StoreResult.STORED;
  }

  /** Revokes this refresh token instead of the one that the provider has rotated. */
  private void replaceToken(CloudAccount before, Secret refreshToken) {
    Set<RevocationState> replaceable =
        Set.of(RevocationState.PENDING, RevocationState.REVOKED, RevocationState.FAILED);
    revocations.replaceAll(
        asked ->
            before.id().equals(asked.shown().account())
                    && asked.epoch().equals(before.epoch().next())
                    && asked.formerOwner().equals(before.ownerOrNull())
                    && asked.kind() == TokenKind.REFRESH_TOKEN
                    && replaceable.contains(asked.shown().revocation())
                ? asked.with(refreshToken, clock.instant())
                : asked);
  }

  @Override
  public synchronized void postpone(
      Lease lease, RefreshFailure trouble, Duration time, boolean mayHaveHappened) {
    Instant now = clock.instant();
    leased(lease)
        .ifPresent(
            row ->
                rows.put(
                    row.account().providerAccount(),
                    row.with(
                        new Refresh(
                            null,
                            Instant.MIN,
                            row.refresh().failures() + 1,
                            now.plus(time),
                            trouble,
                            row.refresh().unknownSince() == null && mayHaveHappened
                                ? now
                                : row.refresh().unknownSince(),
                            row.refresh().readable()))));
  }

  @Override
  public synchronized void returnUnused(Lease lease) {
    leased(lease)
        .ifPresent(
            row ->
                rows.put(
                    row.account().providerAccount(),
                    row.with(
                        new Refresh(
                            null,
                            Instant.MIN,
                            row.refresh().failures(),
                            row.refresh().notBefore(),
                            row.refresh().trouble(),
                            row.refresh().unknownSince(),
                            row.refresh().readable()))));
  }

  @Override
  public synchronized StoreResult markNeedsReconnect(Lease lease, ReconnectReason reason) {
    Row row = leased(lease).orElse(null);
    if (row == null) {
      return StoreResult.SUPERSEDED;
    }
    CloudAccount before = row.account();
    CloudAccount marked =
        new CloudAccount(
            before.id(),
            before.providerAccount(),
            before.ownerOrNull(),
            before.epoch(),
            AccountStatus.NEEDS_RECONNECT,
            reason,
            before.label(),
            before.nickname(),
            before.connectedAt(),
            before.frozenAt());
    boolean readable = row.refresh().readable();
    rows.put(
        before.providerAccount(),
        new Row(
            marked,
            row.credentials(),
            row.version(),
            new Refresh(null, Instant.MIN, 0, Instant.MIN, null, null, readable)));
    tell(marked.id(), HostEvent.NEEDS_RECONNECT, owner(marked), marked.epoch(), reason);
    return StoreResult.STORED;
  }

  @Override
  public synchronized List<ExpiringToken> listExpiring(Duration ahead, Provider of, int limit) {
    return due(ahead, Set.of(of))
        .sorted(
            comparing((Row row) -> row.refresh().failures() > 0)
                .thenComparing(InMemoryOwnership::expiry))
        .map(
            row ->
                new ExpiringToken(
                    row.account().id(), row.account().owner().orElseThrow(), row.account().epoch()))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Duration longestWait(Duration ahead, Set<Provider> of) {
    return due(ahead, of)
        .min(comparing(InMemoryOwnership::expiry))
        .map(
            row ->
                Stream.of(
                        expiry(row).minus(ahead),
                        halfLife(row),
                        requireNonNull(tokensSince.get(row.account().id())),
                        row.refresh().leasedUntil(),
                        row.refresh().notBefore())
                    .max(Instant::compareTo)
                    .orElseThrow())
        .map(since -> Duration.between(since, clock.instant()))
        .orElse(Duration.ZERO);
  }

  private Stream<Row> due(Duration ahead, Set<Provider> of) {
    Instant now = clock.instant();
    return rows.values().stream()
        .filter(row -> of.contains(row.account().providerAccount().provider()))
        .filter(row -> row.account().status() == AccountStatus.CONNECTED)
        .filter(row -> row.credentials() != null && row.credentials().refreshToken().isPresent())
        .filter(row -> expiry(row).isBefore(now.plus(ahead)) && halfLife(row).isBefore(now))
        .filter(
            row ->
                !row.refresh().leasedUntil().isAfter(now)
                    && !row.refresh().notBefore().isAfter(now));
  }

  private static Instant expiry(Row row) {
    return requireNonNull(requireNonNull(row.credentials()).accessTokenExpiresAt());
  }

  private Instant halfLife(Row row) {
    Instant since = requireNonNull(tokensSince.get(row.account().id()));
    return since.plus(Duration.between(since, expiry(row)).dividedBy(2));
  }

  @Override
  public synchronized void letTokenStand(AccountId account, Duration lived, Duration left) {
    Row row = row(account).orElseThrow();
    Credentials held = requireNonNull(row.credentials());
    tokensSince.put(account, clock.instant().minus(lived));
    rows.put(
        row.account().providerAccount(),
        new Row(
            row.account(),
            new Credentials(
                held.accessToken(),
                held.refreshTokenOrNull(),
                clock.instant().plus(left),
                held.scopes(),
                held.clientOrNull()),
            row.version(),
            row.refresh()));
  }

  private Optional<Row> leased(Lease lease) {
    return row(lease.state().account().id())
        .filter(row -> row.isOf(lease.state()) && lease.id().equals(row.refresh().lease()));
  }

  @Override
  public synchronized void tamperWith(AccountId account) {
    change(
        account,
        it ->
            new Refresh(
                it.lease(),
                it.leasedUntil(),
                it.failures(),
                it.notBefore(),
                it.trouble(),
                it.unknownSince(),
                false));
  }

  @Override
  public synchronized void letLeaseEnd(AccountId account) {
    change(
        account,
        it ->
            new Refresh(
                it.lease(),
                clock.instant().minusSeconds(1),
                it.failures(),
                it.notBefore(),
                it.trouble(),
                it.unknownSince(),
                it.readable()));
  }

  @Override
  public synchronized void letPostponementEnd(AccountId account) {
    change(
        account,
        it ->
            new Refresh(
                it.lease(),
                it.leasedUntil(),
                it.failures(),
                clock.instant(),
                it.trouble(),
                it.unknownSince(),
                it.readable()));
  }

  private void change(AccountId account, UnaryOperator<Refresh> change) {
    Row row = row(account).orElseThrow();
    rows.put(row.account().providerAccount(), row.with(change.apply(row.refresh())));
  }

  @Override
  public synchronized List<HostEvent> events(AccountId account) {
    return List.copyOf(outbox.getOrDefault(account, List.of()));
  }

  private void tell(
      AccountId account, String type, UserId user, Epoch epoch, @Nullable ReconnectReason reason) {
    outbox
        .computeIfAbsent(account, _ -> new ArrayList<>())
        .add(new HostEvent(type, user, epoch, reason));
  }

  private static UserId owner(CloudAccount account) {
    return account.owner().orElseThrow();
  }

  @Override
  public synchronized void expire(TransferId id) {
    Parked offer = requireNonNull(offers.get(id));
    TransferGrant grant = offer.grant();
    TransferGrant expired =
        new TransferGrant(
            id,
            grant.requester(),
            grant.account(),
            grant.expectedOwner(),
            grant.expectedEpoch(),
            clock.instant());
    offers.put(
        id,
        new Parked(expired, offer.label(), offer.credentials(), offer.parkedAt(), offer.movedTo()));
  }

  @Override
  public synchronized void tamperWith(TransferId id) {
    Parked offer = requireNonNull(offers.get(id));
    offers.put(
        id, new Parked(offer.grant(), offer.label(), null, offer.parkedAt(), offer.movedTo()));
  }

  @Override
  public synchronized List<Change> history(AccountId account) {
    return history.stream().filter(e -> e.account().equals(account)).map(Entry::change).toList();
  }

  @Override
  public synchronized Optional<Credentials> custody(AccountId account) {
    return row(account).map(Row::credentials);
  }

  private CloudAccount own(
      AccountId id, NewClaim claim, Epoch epoch, @Nullable UserId from, OwnerChangeCause cause) {
    Instant at = record(id, new Change(epoch, from, claim.claimant(), cause));
    CloudAccount owned =
        new CloudAccount(
            id,
            claim.account(),
            claim.claimant(),
            epoch,
            AccountStatus.CONNECTED,
            null,
            claim.label(),
            at);
    Row before = rows.get(claim.account());
    tokensSince.put(id, at);
    rows.put(
        claim.account(),
        new Row(
            owned, claim.credentials(), before == null ? 0 : before.version() + 1, Refresh.NONE));
    return owned;
  }

  private long versionOf(CloudAccount account) {
    return requireNonNull(rows.get(account.providerAccount())).version();
  }

  private Instant record(AccountId id, Change change) {
    Entry entry = new Entry(id, change, clock.instant());
    history.add(entry);
    UserId named = change.to() == null ? requireNonNull(change.from()) : change.to();
    tell(
        id,
        switch (change.cause()) {
          case CONNECTED, ADOPTED -> "account.connected";
          case TRANSFERRED -> "ownership.transferred";
          case RELEASED -> "account.released";
        },
        named,
        change.epoch(),
        null);
    return entry.at();
  }

  private CloudAccount account(Parked offer) {
    return row(offer.grant().account()).orElseThrow().account();
  }

  private Optional<Row> row(AccountId id) {
    return rows.values().stream().filter(row -> row.account().id().equals(id)).findAny();
  }
}
