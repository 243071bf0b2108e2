package com.cloudaggregator.web;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.application.evidence.RecordedCall;
import com.cloudaggregator.application.evidence.ServiceCall;
import com.cloudaggregator.application.flow.AuthorizationFlow;
import com.cloudaggregator.application.flow.ConnectMode;
import com.cloudaggregator.application.flow.StateHash;
import com.cloudaggregator.application.port.AuthorizationFlows;
import com.cloudaggregator.application.port.AuthorizationStates;
import com.cloudaggregator.application.port.CloudAccounts;
import com.cloudaggregator.application.port.Custody;
import com.cloudaggregator.application.port.NewClaim;
import com.cloudaggregator.application.port.Notices;
import com.cloudaggregator.application.port.Providers;
import com.cloudaggregator.application.port.ServiceCalls;
import com.cloudaggregator.application.port.StartLimits.LimitResult;
import com.cloudaggregator.application.port.TokenLimits;
import com.cloudaggregator.application.port.Revocations;
import com.cloudaggregator.application.port.TransferRequests;
import com.cloudaggregator.application.port.TransferTokens;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshTrouble;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import com.cloudaggregator.domain.event.StorageFault;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferId;
import com.cloudaggregator.domain.ownership.TransferNotice;
import com.cloudaggregator.domain.ownership.TransferToken;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Every port, answering what a test has it answer; the use cases over it are the real ones. */
final class ScriptedPorts
    implements Providers,
        CloudAccounts,
        TransferRequests,
        TransferTokens,
        AuthorizationFlows,
        AuthorizationStates,
        Notices,
        Custody,
        ServiceCalls,
        TokenLimits,
        Revocations {
  static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  static final UserId ALICE = new UserId("alice");
  static final UserId BOB = new UserId("bob");
  static final Provider ONEDRIVE = new Provider("onedrive");
  static final ProviderAccountId DRIVE = new ProviderAccountId(ONEDRIVE, "62c0cfcdf8b5bc8c");
  static final AccountId ACCOUNT = new AccountId(UUID.fromString("0190a000-0000-7000-8000-000000000001"));
  static final TransferId TRANSFER = new TransferId(UUID.fromString("0190a000-0000-7000-8000-000000000002"));
  static final UUID REFRESHING = UUID.fromString("0190a000-0000-7000-8000-000000000003");
  static final AccountLabel LABEL = new AccountLabel("ana.perez@outlook.com");
  static final Secret STATE = new Secret("the-state-of-this-flow");
  static final TransferToken TOKEN = new TransferToken("header.payload.signature");

  Supplier<AuthorizationResult> authorization =
      () -> new AuthorizationResult.Redirect(URI.create("https://login.example/authorize?state=" + STATE.reveal()));
  Supplier<ExchangeResult> exchange = () -> new ExchangeResult.Identified(DRIVE, LABEL, credentials("refresh"));
  Supplier<RefreshVerdict> refresh = () -> new RefreshVerdict.Refreshed(credentials("rotated"));
  Supplier<StorageResult> storage = () -> new StorageResult.Known(12, 100L);
  IssuerCheck issuer = IssuerCheck.ACCEPTED;
  Optional<AuthorizationFlow> flow = Optional.of(flow(BOB, new ConnectMode.Connect()));
  Supplier<StateUse> stateUse = () -> StateUse.FIRST;
  Supplier<ClaimResult> claim = () -> new ClaimResult.Claimed(accountOf(BOB));
  Supplier<Optional<CloudAccount>> found = () -> Optional.of(accountOf(ALICE));
  Supplier<RenewResult> renewal = RenewResult.NotTheOwner::new;
  Supplier<OfferResult> offer = () -> new OfferResult.Offered(grant());
  VerifyResult verification = new VerifyResult.Valid(TRANSFER, BOB);
  Supplier<TransferResult> transfer = () -> new TransferResult.Moved(accountOf(BOB), ALICE);
  ReleaseResult release = new ReleaseResult.ReleasedNow(released(), RevocationState.PENDING);
  AcknowledgeResult acknowledgement = AcknowledgeResult.ACKNOWLEDGED;
  Supplier<List<CloudAccount>> owned = List::of;
  List<TransferNotice> notices = List.of();
  List<DisconnectedAccount> disconnected = List.of();
  final List<String> calls = new ArrayList<>();
  final List<ServiceCall> recorded = new ArrayList<>();
  Supplier<Optional<Holding>> holding = () -> Optional.of(holding(accountOf(BOB), credentials("refresh")));
  boolean wasOwner;
  LimitResult tokenLimit = new LimitResult.Allowed();

  static Credentials credentials(@Nullable String refreshToken) {
    return new Credentials(
        new Secret("access"), refreshToken == null ? null : new Secret(refreshToken), NOW.plusSeconds(3600), Set.of());
  }

  static AuthorizationFlow flow(UserId user, ConnectMode mode) {
    return new AuthorizationFlow(
        user, ONEDRIVE, mode, StateHash.of(STATE), "nonce", new Secret("verifier"), NOW.plusSeconds(600));
  }

  static CloudAccount accountOf(UserId owner) {
    return account(ACCOUNT, owner, AccountStatus.CONNECTED, null);
  }

  static CloudAccount account(AccountId id, UserId owner, AccountStatus status, @Nullable ReconnectReason reason) {
    return new CloudAccount(id, DRIVE, owner, Epoch.FIRST, status, reason, LABEL, NOW);
  }

  static CloudAccount released() {
    return new CloudAccount(
        ACCOUNT, DRIVE, null, Epoch.FIRST.next(), AccountStatus.RELEASED, null, AccountLabel.NONE, NOW);
  }

  static TransferGrant grant() {
    return new TransferGrant(TRANSFER, BOB, ACCOUNT, ALICE, Epoch.FIRST, NOW.plusSeconds(600));
  }

  static ClaimResult duplicate() {
    return new ClaimResult.Duplicate(new DuplicateAccount(DRIVE, "uniq_cloud_provider_accounts_global"));
  }

  static StorageException fault(StorageFault.Kind kind) {
    return new StorageException(
        new StorageFault(kind, "PSQLException", "08006", "the connection was lost", null), new IllegalStateException());
  }

  @Override
  public List<ProviderProfile> all() {
    return List.of(
        new ProviderProfile(
            ONEDRIVE, "OneDrive", true, true, false, List.of(URI.create("https://permissions.example/manage"))),
        new ProviderProfile(new Provider("box"), "Box", false, true));
  }

  @Override
  public Optional<ProviderProfile> find(Provider provider) {
    return all().stream().filter(profile -> profile.provider().equals(provider)).findFirst();
  }

  @Override
  public AuthorizationResult authorize(AuthorizationRequest request) {
    calls.add("authorize");
    return authorization.get();
  }

  @Override
  public IssuerCheck checkIssuer(Provider provider, @Nullable String sent) {
    return issuer;
  }

  @Override
  public RefreshVerdict refresh(RefreshRequest request) {
    calls.add("refresh");
    return refresh.get();
  }

  @Override
  public StorageResult storage(Provider provider, Secret accessToken, Duration within) {
    return storage.get();
  }

  @Override
  public ExchangeResult exchange(Provider provider, Secret code, Secret codeVerifier, String nonce) {
    calls.add("exchange");
    return exchange.get();
  }

  @Override
  public Secret seal(AuthorizationFlow started) {
    return new Secret("sealed");
  }

  @Override
  public Optional<AuthorizationFlow> open(Secret sealed) {
    return sealed.reveal().equals("sealed") ? flow : Optional.empty();
  }

  @Override
  public StateUse markUsed(StateHash state, Instant expiresAt) {
    calls.add("markUsed");
    return stateUse.get();
  }

  @Override
  public ClaimResult claim(NewClaim newClaim) {
    return claim.get();
  }

  @Override
  public Optional<CloudAccount> find(ProviderAccountId account) {
    return found.get();
  }

  @Override
  public Optional<CloudAccount> findOwned(AccountId id, UserId owner) {
    return found.get().filter(account -> account.id().equals(id) && account.isOwnedBy(owner));
  }

  @Override
  public RenewResult renew(NewClaim newClaim, boolean needsRefreshToken) {
    return renewal.get();
  }

  @Override
  public AdoptResult adopt(NewClaim newClaim, Epoch releasedAt) {
    return new AdoptResult.Adopted(accountOf(newClaim.claimant()));
  }

  @Override
  public ReleaseResult release(AccountId id, UserId owner, Revocable revocable) {
    return release;
  }

  @Override
  public List<Owned> ownedBy(UserId owner, @Nullable AccountId after, int limit) {
    return owned.get().stream()
        .filter(account -> account.isOwnedBy(owner))
        .filter(account -> after == null || account.id().toString().compareTo(after.toString()) > 0)
        .limit(limit)
        .map(account -> new Owned(account, false))
        .toList();
  }

  @Override
  public OfferResult offer(NewClaim newClaim, OwnedByAnother standing, Duration timeToLive, int liveOffers) {
    return offer.get();
  }

  @Override
  public Optional<Offer> find(TransferId id) {
    return found.get().map(account -> new Offer(grant(), account, LABEL));
  }

  @Override
  public TransferResult transfer(TransferId id, UserId requester, Pace pace) {
    calls.add("transfer");
    return transfer.get();
  }

  @Override
  public TransferToken issue(TransferGrant granted) {
    return TOKEN;
  }

  @Override
  public VerifyResult verify(TransferToken token) {
    return token.reveal().equals(TOKEN.reveal()) ? verification : new VerifyResult.Invalid();
  }

  static Holding holding(CloudAccount account, Credentials credentials) {
    return new Holding(account, 1, credentials, Duration.ZERO, Duration.ZERO, null, 0);
  }

  @Override
  public Optional<Holding> read(AccountId id, UserId owner) {
    return holding.get().filter(held -> held.account().id().equals(id) && held.account().isOwnedBy(owner));
  }

  @Override
  public boolean wasOwner(AccountId id, UserId user, Epoch epoch) {
    return wasOwner;
  }

  @Override
  public Optional<Lease> lease(Holding seen, Duration time) {
    return Optional.of(new Lease(REFRESHING, seen, null));
  }

  @Override
  public StoreResult store(Lease lease, Credentials fresh) {
    return StoreResult.STORED;
  }

  @Override
  public void postpone(Lease lease, RefreshTrouble trouble, Duration time, boolean mayHaveHappened) {
    Holding before = lease.of();
    Holding after = new Holding(
        before.account(), before.version(), before.credentialsOrNull(), Duration.ZERO, time, trouble, 1);
    holding = () -> Optional.of(after);
  }

  @Override
  public StoreResult needsReconnect(Lease lease, ReconnectReason reason) {
    return StoreResult.STORED;
  }

  @Override
  public void record(ServiceCall call) {
    recorded.add(call);
  }

  @Override
  public List<RecordedCall> about(AccountId account, @Nullable UUID after, int limit) {
    return recorded.stream()
        .map(call -> new RecordedCall(REFRESHING, call, NOW, "a-trace"))
        .limit(limit)
        .toList();
  }

  @Override
  public LimitResult tryAsk(UserId owner) {
    return tokenLimit;
  }

  @Override
  public List<TransferNotice> of(UserId formerOwner, @Nullable UUID after, int limit) {
    return notices.stream()
        .filter(notice -> after == null || notice.id().compareTo(after) < 0)
        .limit(limit)
        .toList();
  }

  @Override
  public int unread(UserId formerOwner, int most) {
    return (int) of(formerOwner, null, most).stream().filter(notice -> notice.acknowledgedAt() == null).count();
  }

  @Override
  public void acknowledgeAll(UserId formerOwner) {
    of(formerOwner, null, Integer.MAX_VALUE).forEach(notice -> acknowledge(notice.id(), formerOwner));
  }

  @Override
  public AcknowledgeResult acknowledge(UUID id, UserId formerOwner) {
    return acknowledgement;
  }

  @Override
  public List<DisconnectedAccount> of(UserId formerOwner, int limit) {
    return disconnected;
  }

  @Override
  public Optional<Due> claim(Duration lease, Set<Provider> notOf) {
    return Optional.empty();
  }

  @Override
  public Optional<Successor> doubt(Due due) {
    throw new AssertionError("no job runs here");
  }

  @Override
  public Standing check(Due due) {
    return Standing.LOST;
  }

  @Override
  public void settle(Due due, RevocationState state) {
    calls.add("settle");
  }

  @Override
  public void postpone(Due due, Duration pause) {
    calls.add("postpone");
  }

  @Override
  public Duration longestWait() {
    return Duration.ZERO;
  }
}
