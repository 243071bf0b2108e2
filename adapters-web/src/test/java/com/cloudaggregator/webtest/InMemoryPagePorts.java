package com.cloudaggregator.webtest;

import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.account.OwnedAccount;
import com.cloudaggregator.application.connect.AuthorizationFlow;
import com.cloudaggregator.application.connect.AuthorizationFlows;
import com.cloudaggregator.application.connect.StateHash;
import com.cloudaggregator.application.notice.AcknowledgeOutcome;
import com.cloudaggregator.application.notice.Notices;
import com.cloudaggregator.application.provider.AuthorizationError;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.application.provider.Refusal;
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
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.domain.ownership.TransferNotice;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Accounts of any status, notices and providers in memory, for the tests of pages. */
public final class InMemoryPagePorts
    implements CloudAccounts, Notices, Providers, AuthorizationFlows {
  public static final UserId ANA = new UserId("a0000000-0000-4000-8000-000000000001");
  public static final URI AUTHORIZATION = URI.create("https://login.example/authorize?state=s");

  private static final Instant LONG_AGO = Instant.parse("2026-11-03T09:12:00Z");
  private static final Instant LATELY = Instant.parse("2026-11-23T14:22:00Z");

  private static final List<ProviderProfile> PROVIDERS =
      List.of(
          new ProviderProfile(
              new Provider("onedrive"),
              "OneDrive",
              true,
              true,
              false,
              List.of(URI.create("https://permissions.example/manage")),
              List.of("offline_access", "User.Read", "Files.Read")),
          new ProviderProfile(new Provider("googledrive"), "Google Drive", true, true),
          new ProviderProfile(new Provider("dropbox"), "Dropbox", true, true),
          new ProviderProfile(new Provider("box"), "Box", false, true));

  private final List<ProviderProfile> providers = new ArrayList<>(PROVIDERS);
  private final List<CloudAccount> accounts = new ArrayList<>();

  /** The accounts whose access tokens are being refreshed. */
  public final Set<AccountId> refreshing = new HashSet<>();

  private final List<TransferNotice> notices = new ArrayList<>();

  public void offer(ProviderProfile provider) {
    providers.add(provider);
  }

  public CloudAccount connected(String provider, String label) {
    return put(provider, label, AccountStatus.CONNECTED, null);
  }

  public CloudAccount needsReconnect(String provider, String label, ReconnectReason reason) {
    return put(provider, label, AccountStatus.NEEDS_RECONNECT, reason);
  }

  private CloudAccount put(
      String provider, String label, AccountStatus status, @Nullable ReconnectReason reason) {
    int number = accounts.size() + 1;
    CloudAccount account =
        new CloudAccount(
            new AccountId(new UUID(0x0193_0000_0000_7000L, number)),
            ProviderAccountId.of(provider, "drive-" + number),
            ANA,
            Epoch.FIRST,
            status,
            reason,
            new AccountLabel(label),
            LONG_AGO);
    accounts.add(account);
    return account;
  }

  public TransferNotice moved(String provider, String maskedLabel) {
    return moved(new AccountId(new UUID(0x0193_0000_0000_7002L, 1)), provider, maskedLabel);
  }

  public TransferNotice moved(AccountId account, String provider, String maskedLabel) {
    TransferNotice notice =
        new TransferNotice(
            new UUID(0x0193_0000_0000_7001L, notices.size() + 1),
            account,
            new Provider(provider),
            maskedLabel,
            LATELY,
            null);
    notices.add(notice);
    return notice;
  }

  @Override
  public List<OwnedAccount> listOwned(UserId owner, @Nullable AccountId after, int limit) {
    int from =
        after == null ? 0 : accounts.stream().map(CloudAccount::id).toList().indexOf(after) + 1;
    return owner.equals(ANA)
        ? accounts.stream()
            .skip(from)
            .limit(limit)
            .map(account -> new OwnedAccount(account, refreshing.contains(account.id())))
            .toList()
        : List.of();
  }

  @Override
  public Optional<CloudAccount> findOwned(AccountId id, UserId owner) {
    return accounts.stream()
        .filter(each -> each.id().equals(id) && each.isOwnedBy(owner))
        .findFirst();
  }

  @Override
  public boolean name(AccountId id, UserId owner, Nickname nickname) {
    Optional<CloudAccount> found = findOwned(id, owner);
    found.ifPresent(
        account -> accounts.set(accounts.indexOf(account), account.withNickname(nickname)));
    return found.isPresent();
  }

  @Override
  public ReleaseResult release(AccountId id, UserId owner, RevocationTerms revocable) {
    Optional<CloudAccount> found = findOwned(id, owner);
    found.ifPresent(accounts::remove);
    return found
        .<ReleaseResult>map(
            account -> new ReleaseResult.ReleasedNow(account, RevocationState.PENDING))
        .orElseGet(ReleaseResult.NotTheOwner::new);
  }

  @Override
  public List<TransferNotice> list(UserId formerOwner, @Nullable UUID after, int limit) {
    return formerOwner.equals(ANA) ? List.copyOf(notices) : List.of();
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
    boolean known =
        formerOwner.equals(ANA) && notices.stream().anyMatch(notice -> notice.id().equals(id));
    notices.replaceAll(
        notice ->
            notice.id().equals(id)
                ? new TransferNotice(
                    id,
                    notice.account(),
                    notice.provider(),
                    notice.maskedLabel(),
                    notice.at(),
                    LATELY)
                : notice);
    return known ? AcknowledgeOutcome.ACKNOWLEDGED : AcknowledgeOutcome.NOTICE_NOT_FOUND;
  }

  @Override
  public List<ProviderProfile> all() {
    return providers;
  }

  @Override
  public Optional<ProviderProfile> find(Provider provider) {
    return providers.stream().filter(profile -> profile.provider().equals(provider)).findFirst();
  }

  @Override
  public AuthorizationResult authorize(AuthorizationRequest request) {
    return request.provider().id().equals("dropbox")
        ? new AuthorizationResult.MetadataUnavailable()
        : new AuthorizationResult.Redirect(AUTHORIZATION);
  }

  @Override
  public Secret seal(AuthorizationFlow flow) {
    return new Secret("sealed");
  }

  @Override
  public Secret sealAnswer(StateHash state, Secret response, Secret answer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Secret> openAnswer(StateHash state, Secret response, Secret sealed) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<AuthorizationFlow> open(Secret sealed) {
    throw new UnsupportedOperationException();
  }

  @Override
  public IssuerCheck checkIssuer(Provider provider, @Nullable String issuer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public RefreshVerdict refresh(RefreshRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StorageResult storage(Provider provider, Secret accessToken, Duration within) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Refusal> interpret(Provider provider, AuthorizationError error) {
    return Optional.empty();
  }

  @Override
  public ExchangeResult exchange(
      Provider provider, Secret code, Secret codeVerifier, String nonce) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ClaimResult claim(NewClaim claim) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<CloudAccount> find(ProviderAccountId account) {
    throw new UnsupportedOperationException();
  }

  @Override
  public RenewResult renew(NewClaim claim, boolean needsRefreshToken) {
    throw new UnsupportedOperationException();
  }

  @Override
  public AdoptResult adopt(NewClaim claim, Epoch releasedAt) {
    throw new UnsupportedOperationException();
  }
}
