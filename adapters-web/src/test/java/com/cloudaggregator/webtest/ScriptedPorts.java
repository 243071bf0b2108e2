package com.cloudaggregator.webtest;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.account.OwnedAccount;
import com.cloudaggregator.application.connect.AuthorizationFlow;
import com.cloudaggregator.application.connect.AuthorizationFlows;
import com.cloudaggregator.application.connect.AuthorizationStates;
import com.cloudaggregator.application.connect.ConnectMode;
import com.cloudaggregator.application.connect.StateHash;
import com.cloudaggregator.application.disconnect.Revocations;
import com.cloudaggregator.application.erasure.UserExport;
import com.cloudaggregator.application.erasure.UserExport.StoredRecord;
import com.cloudaggregator.application.erasure.UserExport.StoredValue;
import com.cloudaggregator.application.erasure.UserRecords;
import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.application.limit.TokenRateLimit;
import com.cloudaggregator.application.notice.AcknowledgeOutcome;
import com.cloudaggregator.application.notice.Notices;
import com.cloudaggregator.application.provider.AuthorizationError;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.application.provider.Refusal;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.application.token.ServiceCall;
import com.cloudaggregator.application.token.ServiceCallEntry;
import com.cloudaggregator.application.token.ServiceCalls;
import com.cloudaggregator.application.transfer.TransferRequests;
import com.cloudaggregator.application.transfer.TransferTokens;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Nickname;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.RefusalCategory;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import com.cloudaggregator.domain.event.StoreFault;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Every port, with results that each test sets; the use cases over it are real. */
public final class ScriptedPorts
    implements Providers,
        CloudAccounts,
        TransferRequests,
        TransferTokens,
        AuthorizationFlows,
        AuthorizationStates,
        Notices,
        Custody,
        ServiceCalls,
        TokenRateLimit,
        UserRecords,
        Revocations {
  /** The nicknames that were given. */
  public final List<String> nicknames = new ArrayList<>();

  public static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  public static final UserId ALICE = new UserId("alice");
  public static final UserId BOB = new UserId("bob");
  public static final Provider ONEDRIVE = new Provider("onedrive");
  public static final ProviderAccountId DRIVE = new ProviderAccountId(ONEDRIVE, "62c0cfcdf8b5bc8c");
  public static final AccountId ACCOUNT =
      new AccountId(UUID.fromString("0190a000-0000-7000-8000-000000000001"));
  public static final TransferId TRANSFER =
      new TransferId(UUID.fromString("0190a000-0000-7000-8000-000000000002"));
  public static final UUID REFRESHING = UUID.fromString("0190a000-0000-7000-8000-000000000003");
  public static final AccountLabel LABEL = new AccountLabel("ana.perez@outlook.com");
  public static final Secret STATE = new Secret("the-state-of-this-flow");
  public static final TransferToken TOKEN = new TransferToken("header.payload.signature");

  public Supplier<AuthorizationResult> authorization =
      () ->
          new AuthorizationResult.Redirect(
              URI.create("https://login.example/authorize?state=" + STATE.reveal()));
  public Supplier<ExchangeResult> exchange =
      () -> new ExchangeResult.Identified(DRIVE, LABEL, credentials("refresh"));
  public Supplier<RefreshVerdict> refresh =
      () -> new RefreshVerdict.Refreshed(credentials("rotated"));
  public Supplier<StorageResult> storage = () -> new StorageResult.Measured(12, 100L);
  public IssuerCheck issuer = IssuerCheck.ACCEPTED;
  public Optional<AuthorizationFlow> flow = Optional.of(flow(BOB, new ConnectMode.Connect()));
  public Supplier<StateUse> stateUse = () -> StateUse.FIRST;
  public Optional<Secret> answer = Optional.empty();
  public Supplier<ClaimResult> claim = () -> new ClaimResult.Claimed(accountOf(BOB));
  public Supplier<Optional<CloudAccount>> found = () -> Optional.of(accountOf(ALICE));
  public Supplier<RenewResult> renewal = RenewResult.NotTheOwner::new;
  public Supplier<OfferResult> offer = () -> new OfferResult.Offered(grant());
  public VerifyResult verification = new VerifyResult.Valid(TRANSFER, BOB);
  public Supplier<TransferResult> transfer = () -> new TransferResult.Moved(accountOf(BOB), ALICE);
  public ReleaseResult release = new ReleaseResult.ReleasedNow(released(), RevocationState.PENDING);
  public AcknowledgeOutcome acknowledgement = AcknowledgeOutcome.ACKNOWLEDGED;
  public Supplier<List<CloudAccount>> owned = List::of;
  public List<TransferNotice> notices = List.of();
  public List<DisconnectedAccount> disconnected = List.of();
  public final List<String> calls = new ArrayList<>();
  public final List<ServiceCall> recorded = new ArrayList<>();
  public Supplier<Optional<CredentialState>> holding =
      () -> Optional.of(holding(accountOf(BOB), credentials("refresh")));
  public boolean wasOwner;
  public RateLimitResult tokenLimit = new RateLimitResult.Allowed();

  public static Credentials credentials(@Nullable String refreshToken) {
    return new Credentials(
        new Secret("access"),
        refreshToken == null ? null : new Secret(refreshToken),
        NOW.plusSeconds(3600),
        Set.of());
  }

  public static AuthorizationFlow flow(UserId user, ConnectMode mode) {
    return new AuthorizationFlow(
        user,
        ONEDRIVE,
        mode,
        StateHash.of(STATE),
        "nonce",
        new Secret("verifier"),
        NOW.plusSeconds(600));
  }

  public static CloudAccount accountOf(UserId owner) {
    return account(ACCOUNT, owner, AccountStatus.CONNECTED, null);
  }

  public static CloudAccount account(
      AccountId id, UserId owner, AccountStatus status, @Nullable ReconnectReason reason) {
    return new CloudAccount(id, DRIVE, owner, Epoch.FIRST, status, reason, LABEL, NOW);
  }

  public static CloudAccount released() {
    return new CloudAccount(
        ACCOUNT,
        DRIVE,
        null,
        Epoch.FIRST.next(),
        AccountStatus.RELEASED,
        null,
        AccountLabel.NONE,
        NOW);
  }

  public static TransferGrant grant() {
    return new TransferGrant(TRANSFER, BOB, ACCOUNT, ALICE, Epoch.FIRST, NOW.plusSeconds(600));
  }

  public static ClaimResult duplicate() {
    return new ClaimResult.Duplicate(
        new DuplicateAccount(DRIVE, "uniq_cloud_provider_accounts_global"));
  }

  public static StoreException fault(StoreFault.Kind kind) {
    return new StoreException(
        new StoreFault(kind, "PSQLException", "08006", "the connection was lost", null),
        new IllegalStateException());
  }

  @Override
  public List<ProviderProfile> all() {
    return List.of(
        new ProviderProfile(
            ONEDRIVE,
            "OneDrive",
            true,
            true,
            false,
            List.of(URI.create("https://permissions.example/manage"))),
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

  /** The codes that the tests use, with the meaning that OAuth gives them. */
  @Override
  public Optional<Refusal> interpret(Provider provider, AuthorizationError error) {
    return switch (error.error()) {
      case "access_denied" ->
          Optional.of(
              new Refusal(
                  RefusalCategory.USER,
                  "declined".equals(error.descriptionOrNull()) ? Refusal.Denial.DECLINED : null));
      case "invalid_request", "unauthorized_client", "invalid_scope" ->
          Optional.of(new Refusal(RefusalCategory.CONFIGURATION, null));
      case "server_error", "temporarily_unavailable" ->
          Optional.of(new Refusal(RefusalCategory.TEMPORARY, null));
      default -> Optional.empty();
    };
  }

  @Override
  public ExchangeResult exchange(
      Provider provider, Secret code, Secret codeVerifier, String nonce) {
    calls.add("exchange");
    return exchange.get();
  }

  @Override
  public Secret seal(AuthorizationFlow started) {
    return new Secret("sealed");
  }

  @Override
  public Secret sealAnswer(StateHash state, Secret response, Secret answer) {
    return answer;
  }

  @Override
  public Optional<Secret> openAnswer(StateHash state, Secret response, Secret sealed) {
    return Optional.of(sealed);
  }

  @Override
  public void keepAnswer(StateHash state, Secret sealed) {
    answer = Optional.of(sealed);
  }

  @Override
  public Optional<Secret> findAnswer(StateHash state) {
    return answer;
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
  public boolean name(AccountId id, UserId owner, Nickname nickname) {
    nicknames.add(nickname.value());
    return findOwned(id, owner).isPresent();
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
  public ReleaseResult release(AccountId id, UserId owner, RevocationTerms revocable) {
    return release;
  }

  @Override
  public List<OwnedAccount> listOwned(UserId owner, @Nullable AccountId after, int limit) {
    return owned.get().stream()
        .filter(account -> account.isOwnedBy(owner))
        .filter(account -> after == null || account.id().toString().compareTo(after.toString()) > 0)
        .limit(limit)
        .map(account -> new OwnedAccount(account, false))
        .toList();
  }

  @Override
  public OfferResult offer(
      NewClaim newClaim, OwnedByAnother standing, Duration timeToLive, int liveOffers) {
    return offer.get();
  }

  @Override
  public Optional<Offer> find(TransferId id) {
    return found.get().map(account -> new Offer(grant(), account, LABEL));
  }

  @Override
  public Optional<Instant> findPauseEnd(AccountId account, TransferLimits pace) {
    return transfer.get() instanceof TransferResult.CoolingDown(var until)
        ? Optional.of(until)
        : Optional.empty();
  }

  @Override
  public TransferResult transfer(TransferId id, UserId requester, TransferLimits pace) {
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

  public static CredentialState holding(CloudAccount account, Credentials credentials) {
    return new CredentialState(account, 1, credentials, Duration.ZERO, Duration.ZERO, null, 0);
  }

  @Override
  public Optional<CredentialState> read(AccountId id, UserId owner) {
    return holding
        .get()
        .filter(held -> held.account().id().equals(id) && held.account().isOwnedBy(owner));
  }

  @Override
  public boolean wasOwner(AccountId id, UserId user, Epoch epoch) {
    return wasOwner;
  }

  @Override
  public Optional<Lease> lease(CredentialState seen, Duration time) {
    return Optional.of(new Lease(REFRESHING, seen, null));
  }

  @Override
  public StoreResult store(Lease lease, Credentials fresh) {
    return StoreResult.STORED;
  }

  @Override
  public void returnUnused(Lease lease) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void postpone(
      Lease lease, RefreshFailure trouble, Duration time, boolean mayHaveHappened) {
    CredentialState before = lease.state();
    CredentialState after =
        new CredentialState(
            before.account(),
            before.version(),
            before.credentialsOrNull(),
            Duration.ZERO,
            time,
            trouble,
            1);
    holding = () -> Optional.of(after);
  }

  @Override
  public StoreResult markNeedsReconnect(Lease lease, ReconnectReason reason) {
    return StoreResult.STORED;
  }

  @Override
  public void record(ServiceCall call) {
    recorded.add(call);
  }

  @Override
  public List<ServiceCallEntry> list(@Nullable AccountId account, @Nullable UUID after, int limit) {
    return recorded.stream()
        .map(call -> new ServiceCallEntry(REFRESHING, call, NOW, "a-trace"))
        .limit(limit)
        .toList();
  }

  @Override
  public RateLimitResult tryAcquire(UserId owner) {
    return tokenLimit;
  }

  @Override
  public List<TransferNotice> list(UserId formerOwner, @Nullable UUID after, int limit) {
    return notices.stream()
        .filter(notice -> after == null || notice.id().compareTo(after) < 0)
        .limit(limit)
        .toList();
  }

  @Override
  public int countUnread(UserId formerOwner, int most) {
    return (int)
        list(formerOwner, null, most).stream()
            .filter(notice -> notice.acknowledgedAt() == null)
            .count();
  }

  @Override
  public void acknowledgeAll(UserId formerOwner) {
    list(formerOwner, null, Integer.MAX_VALUE)
        .forEach(notice -> acknowledge(notice.id(), formerOwner));
  }

  @Override
  public AcknowledgeOutcome acknowledge(UUID id, UserId formerOwner) {
    return acknowledgement;
  }

  @Override
  public List<DisconnectedAccount> listByFormerOwner(UserId formerOwner, int limit) {
    return disconnected;
  }

  @Override
  public Optional<ClaimedRevocation> claim(Duration lease, Set<Provider> notOf) {
    return Optional.empty();
  }

  @Override
  public Optional<Successor> expireSuccessorToken(ClaimedRevocation due) {
    throw new AssertionError("no job runs here");
  }

  @Override
  public ClaimCheck check(ClaimedRevocation due) {
    return ClaimCheck.CLAIM_LOST;
  }

  @Override
  public void settle(ClaimedRevocation due, RevocationState state) {
    calls.add("settle");
  }

  @Override
  public void postpone(ClaimedRevocation due, Duration pause) {
    calls.add("postpone");
  }

  @Override
  public Duration longestWait() {
    return Duration.ZERO;
  }

  /** Accounts that the user to erase still has. */
  public final Deque<ErasedAccount> toErase = new ArrayDeque<>();

  public boolean forgets = true;

  @Override
  public Optional<ErasedAccount> eraseNextAccount(UserId user, RevocationTerms terms) {
    return Optional.ofNullable(toErase.poll());
  }

  @Override
  public boolean forget(UserId user, int limit) {
    return forgets;
  }

  @Override
  public UserExport export(UserId user, int limit) {
    return new UserExport(
        List.of(
            new StoredRecord(
                "cloud_transfer_events", List.of(new StoredValue("masked_label", "a•••")))),
        true);
  }
}
