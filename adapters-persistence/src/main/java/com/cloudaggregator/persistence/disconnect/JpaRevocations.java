package com.cloudaggregator.persistence.disconnect;

import com.cloudaggregator.application.account.CloudAccounts.RevocationTerms;
import com.cloudaggregator.application.disconnect.Revocations;
import com.cloudaggregator.application.keys.Vault.Place;
import com.cloudaggregator.application.keys.Vault.Purpose;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.persistence.disconnect.GrantRevocationJpaRepository.ClaimedRow;
import com.cloudaggregator.persistence.disconnect.GrantRevocationJpaRepository.PendingRow;
import com.cloudaggregator.persistence.seal.StoredSecrets;
import com.cloudaggregator.persistence.transaction.Codes;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** The revocations on PostgreSQL. Each keeps one token, sealed for its own row. */
@Component
public final class JpaRevocations implements Revocations {
  private final Transactions transactions;
  private final GrantRevocationJpaRepository revocations;
  private final StoredSecrets secrets;

  JpaRevocations(
      Transactions transactions, GrantRevocationJpaRepository revocations, StoredSecrets secrets) {
    this.transactions = transactions;
    this.revocations = revocations;
    this.secrets = secrets;
  }

  /**
   * Inserts the request in the transaction of the release.
   *
   * @param held the former owner's credentials; empty when they do not open
   * @param released the account as the release leaves it
   * @param maskedLabel by which the former owner recognizes the account
   */
  public RevocationState request(
      UUID id,
      Optional<Credentials> held,
      UserId owner,
      CloudAccount released,
      String maskedLabel,
      RevocationTerms revocable) {
    ProviderAccountId account = released.providerAccount();
    Secret token =
        held.map(credentials -> credentials.refreshToken().orElse(credentials.accessToken()))
            .orElse(null);
    RevocationState state =
        !revocable.providers().contains(account.provider())
            ? RevocationState.UNSUPPORTED
            : token == null ? RevocationState.FAILED : RevocationState.PENDING;
    boolean kept = state == RevocationState.PENDING && token != null;
    boolean refreshes = held.flatMap(Credentials::refreshToken).isPresent();
    revocations.insert(
        id,
        released.id().value(),
        released.epoch().value(),
        account.provider().id(),
        held.map(Credentials::clientOrNull).map(Provider::id).orElse(null),
        owner.value(),
        maskedLabel,
        Codes.of(state),
        kept ? Codes.of(refreshes ? TokenKind.REFRESH_TOKEN : TokenKind.ACCESS_TOKEN) : null,
        kept && token != null ? sealed(token, place(id, account, owner, released.epoch())) : null,
        revocable.delay().toMillis());
    return state;
  }

  /** Whether this request is committed, or written in this transaction. */
  public boolean exists(UUID id) {
    return revocations.existsById(id);
  }

  /** The release that this account is in, if this user requested it. */
  public Optional<DisconnectedAccount> findRelease(CloudAccount released, UserId formerOwner) {
    return revocations
        .findByAccountIdAndEpochAndUserId(
            released.id().value(), released.epoch().value(), formerOwner.value())
        .map(GrantRevocationEntity::toDomain);
  }

  /**
   * Hands a refresh token over that a provider issued to the former owner after the release: a
   * provider that rotates refresh tokens has replaced the one that is stored for revocation. Does
   * nothing when the account was not released from this epoch, was connected again since, or its
   * provider cannot revoke.
   *
   * @param before the account as the refresh saw it
   */
  public void replaceToken(CloudAccount before, Secret refreshToken) {
    Epoch releasedAt = before.epoch().next();
    Provider provider = before.providerAccount().provider();
    revocations
        .lockReplaceable(before.id().value(), releasedAt.value())
        .ifPresent(
            row ->
                revocations.replaceToken(
                    row.getId(),
                    sealed(
                        refreshToken,
                        place(
                            row.getId(),
                            new ProviderAccountId(provider, row.getProviderAccountId()),
                            new UserId(row.getUserId()),
                            releasedAt))));
  }

  /**
   * Seals the pending revocations of an account for its new id, and those of the erased user for
   * the pseudonym, in the caller's transaction. A token that does not open stays as it is.
   *
   * @param before the account's id at the provider until now
   */
  public void reseal(
      AccountId id,
      ProviderAccountId before,
      ProviderAccountId after,
      UserId erased,
      UserId pseudonym) {
    for (PendingRow row : revocations.lockPending(id.value())) {
      UserId user = new UserId(row.getUserId());
      UserId named = user.equals(erased) ? pseudonym : user;
      Epoch epoch = new Epoch(row.getEpoch());
      Secret token = opened(row.getTokenSealed(), place(row.getId(), before, user, epoch));
      byte[] sealed =
          token == null
              ? row.getTokenSealed()
              : sealed(token, place(row.getId(), after, named, epoch));
      revocations.reseal(row.getId(), named.value(), sealed, AccountLabel.NONE.masked());
    }
  }

  /** Some accounts that have pending revocations of this user. */
  public List<AccountId> findAccountsPendingFor(UserId user, int limit) {
    return revocations.findAccountsPendingFor(user.value(), limit).stream()
        .map(AccountId::new)
        .toList();
  }

  /**
   * Replaces the user in settled revocations, in the caller's transaction.
   *
   * @return the number of rows, at most {@code limit}
   */
  public int renameSettled(UserId erased, UserId pseudonym, int limit) {
    return revocations.renameSettled(
        erased.value(), pseudonym.value(), AccountLabel.NONE.masked(), limit);
  }

  @Override
  public Optional<ClaimedRevocation> claim(Duration lease, Set<Provider> notOf) {
    String[] skipped = secrets.keysOfOtherNodes();
    String[] avoided = notOf.stream().map(Provider::id).toArray(String[]::new);
    return transactions
        .call(() -> revocations.claim(lease.toMillis(), avoided, skipped))
        .map(this::toClaimed);
  }

  private ClaimedRevocation toClaimed(ClaimedRow claimed) {
    Provider provider = new Provider(claimed.getProvider());
    Place place =
        place(
            claimed.getId(),
            new ProviderAccountId(provider, claimed.getProviderAccountId()),
            new UserId(claimed.getUserId()),
            new Epoch(claimed.getEpoch()));
    return new ClaimedRevocation(
        claimed.getId(),
        claimed.getClient() == null ? provider : new Provider(claimed.getClient()),
        Codes.parse(TokenKind.class, claimed.getTokenKind()),
        opened(claimed.getTokenSealed(), place),
        claimed.getAttempts());
  }

  private byte[] sealed(Secret token, Place place) {
    return secrets.seal(token, place);
  }

  private @Nullable Secret opened(byte[] sealed, Place place) {
    return secrets.open(sealed, place).orElse(null);
  }

  @Override
  public ClaimCheck check(ClaimedRevocation claimed) {
    return transactions
        .call(() -> revocations.check(claimed.id(), claimed.attempt()))
        .map(
            state ->
                state.equals("pending") ? ClaimCheck.STILL_RELEASED : ClaimCheck.CONNECTED_AGAIN)
        .orElse(ClaimCheck.CLAIM_LOST);
  }

  @Override
  public Optional<Successor> expireSuccessorToken(ClaimedRevocation claimed) {
    return transactions
        .call(() -> revocations.expireSuccessor(claimed.id()))
        .map(
            owner ->
                new Successor(
                    new AccountId(owner.getId()),
                    new UserId(owner.getUserId()),
                    new Epoch(owner.getEpoch())));
  }

  @Override
  public void settle(ClaimedRevocation claimed, RevocationState state) {
    transactions.run(() -> revocations.settle(claimed.id(), claimed.attempt(), Codes.of(state)));
  }

  @Override
  public void postpone(ClaimedRevocation claimed, Duration pause) {
    transactions.run(() -> revocations.postpone(claimed.id(), claimed.attempt(), pause.toMillis()));
  }

  @Override
  public List<DisconnectedAccount> listByFormerOwner(UserId formerOwner, int limit) {
    return transactions.read(
        () ->
            revocations
                .findByUserIdOrderByRequestedAtDescIdDesc(formerOwner.value(), Limit.of(limit))
                .stream()
                .map(GrantRevocationEntity::toDomain)
                .toList());
  }

  @Override
  public Duration longestWait() {
    return Duration.ofMillis(transactions.read(revocations::longestWaitMillis));
  }

  private static Place place(UUID id, ProviderAccountId account, UserId owner, Epoch epoch) {
    return new Place(Purpose.REVOCATION_TOKEN, id, account, owner, epoch);
  }
}
