package com.cloudaggregator.application.connect;

import com.cloudaggregator.application.connect.CallbackCommand.Response;
import com.cloudaggregator.application.connect.ConnectOutcome.Conflict;
import com.cloudaggregator.application.connect.ConnectOutcome.Connected;
import com.cloudaggregator.application.connect.ConnectOutcome.OtherAccountChosen;
import com.cloudaggregator.application.connect.ConnectOutcome.Refused;
import com.cloudaggregator.application.flow.AuthorizationFlow;
import com.cloudaggregator.application.flow.ConnectMode;
import com.cloudaggregator.application.port.AccountEvents;
import com.cloudaggregator.application.port.AuthorizationFlows;
import com.cloudaggregator.application.port.AuthorizationStates;
import com.cloudaggregator.application.port.AuthorizationStates.StateUse;
import com.cloudaggregator.application.port.CloudAccounts;
import com.cloudaggregator.application.port.CloudAccounts.AdoptResult;
import com.cloudaggregator.application.port.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.port.CloudAccounts.RenewResult;
import com.cloudaggregator.application.port.NewClaim;
import com.cloudaggregator.application.port.Providers;
import com.cloudaggregator.application.port.Providers.ExchangeResult;
import com.cloudaggregator.application.port.Providers.IssuerCheck;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.application.port.TransferRequests;
import com.cloudaggregator.application.port.TransferRequests.OfferResult;
import com.cloudaggregator.application.port.TransferTokens;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.event.AccountEvent.AccountAdopted;
import com.cloudaggregator.domain.event.AccountEvent.AccountConnected;
import com.cloudaggregator.domain.event.AccountEvent.AccountReconnected;
import com.cloudaggregator.domain.event.AccountEvent.Answer;
import com.cloudaggregator.domain.event.AccountEvent.ClaimFailed;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAnswered;
import com.cloudaggregator.domain.event.AccountEvent.IdempotentRaceResolved;
import com.cloudaggregator.domain.event.AccountEvent.OwnerLookupFailed;
import com.cloudaggregator.domain.event.AccountEvent.OwnerMissing;
import com.cloudaggregator.domain.event.AccountEvent.OwnershipConflict;
import com.cloudaggregator.domain.event.AccountEvent.Resolution;
import com.cloudaggregator.domain.event.AccountEvent.ResolutionFailed;
import com.cloudaggregator.domain.event.StorageFault;
import com.cloudaggregator.domain.ownership.Ownership;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.Ownership.Released;
import com.cloudaggregator.domain.ownership.Ownership.SameOwner;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Completes a flow: believes the response only in the browser and for the user who began it, once; learns whose account
 * it is; and lets the database decide who owns it. The claim is inserted first, without looking; what a duplicate means
 * is decided here, from the committed row.
 */
public final class CompleteConnection {
  /** The insert, and one more where the row that refused it was gone at the look-up. */
  private static final int INSERTS = 2;

  /** How often the owner may change between a look-up and the compare-and-set that follows it. */
  private static final int LOOKUPS = 3;

  /** Nobody has failed, but nothing could be decided; the same sign-in succeeds in a moment. */
  private static final StorageFault CHANGING_HANDS = new StorageFault(
      StorageFault.Kind.UNAVAILABLE, "OwnerKeepsChanging", null, "another owner at each of " + LOOKUPS + " looks", null);

  private final Providers providers;
  private final AuthorizationFlows flows;
  private final AuthorizationStates states;
  private final CloudAccounts accounts;
  private final TransferRequests requests;
  private final TransferTokens tokens;
  private final AccountEvents events;
  private final Clock clock;
  private final Terms terms;

  /**
   * What a newcomer is offered.
   *
   * @param timeToLive of an offer, to the second
   * @param liveOffers one user may hold
   */
  public record Terms(Duration timeToLive, int liveOffers) {}

  public CompleteConnection(
      Providers providers,
      AuthorizationFlows flows,
      AuthorizationStates states,
      CloudAccounts accounts,
      TransferRequests requests,
      TransferTokens tokens,
      AccountEvents events,
      Clock clock,
      Terms terms) {
    this.providers = providers;
    this.flows = flows;
    this.states = states;
    this.accounts = accounts;
    this.requests = requests;
    this.tokens = tokens;
    this.events = events;
    this.clock = clock;
    this.terms = terms;
  }

  /**
   * @throws StorageException when the state could not be marked as used; the provider has then not been called
   */
  public ConnectOutcome complete(CallbackCommand callback) {
    Optional<ProviderProfile> profile = providers.find(callback.provider()).filter(ProviderProfile::configured);
    if (profile.isEmpty()) {
      return refused(callback, Refusal.PROVIDER_NOT_CONFIGURED);
    }
    Optional<AuthorizationFlow> flow =
        callback.binding()
            .flatMap(flows::open)
            .filter(f -> f.isAnsweredBy(
                callback.provider(), callback.state(), callback.sessionUser(), clock.instant()));
    if (flow.isEmpty()
        || states.markUsed(flow.get().state(), flow.get().expiresAt()) == StateUse.REPLAYED
        || providers.checkIssuer(callback.provider(), callback.issuer()) == IssuerCheck.REFUSED) {
      return refused(callback, Refusal.INVALID_STATE);
    }
    return switch (callback.response()) {
      case Response.Denied(var error) -> refused(callback, refusalFor(error));
      case Response.Code(var code) -> {
        var exchange =
            providers.exchange(callback.provider(), code, flow.get().codeVerifier(), flow.get().nonce());
        yield switch (exchange) {
          case ExchangeResult.Identified(var account, var label, var credentials) ->
              settle(flow.get().mode(), profile.get(), new NewClaim(account, flow.get().user(), label, credentials));
          case ExchangeResult.Unavailable() -> refused(callback, Refusal.PROVIDER_UNAVAILABLE);
          case ExchangeResult.CodeRefused() -> refused(callback, Refusal.TOKEN_EXCHANGE_FAILED);
          case ExchangeResult.UserInfoRefused() -> refused(callback, Refusal.USERINFO_FAILED);
          case ExchangeResult.IdentityInvalid() -> refused(callback, Refusal.IDENTITY_INVALID);
          case ExchangeResult.ScopeInsufficient() -> refused(callback, Refusal.INSUFFICIENT_SCOPE);
        };
      }
    };
  }

  /** RFC 6749, section 4.1.2.1; what is not on the list is an error of the provider's own. */
  private static Refusal refusalFor(String error) {
    return switch (error) {
      case "access_denied" -> Refusal.ACCESS_DENIED;
      case "server_error", "temporarily_unavailable" -> Refusal.PROVIDER_UNAVAILABLE;
      default -> Refusal.PROVIDER_ERROR;
    };
  }

  private ConnectOutcome settle(ConnectMode mode, ProviderProfile profile, NewClaim claim) {
    if (mode instanceof ConnectMode.Reconnect reconnect && !reconnect.expected().equals(claim.account())) {
      return new OtherAccountChosen(claim.account().provider(), reconnect.account(), claim.label());
    }
    boolean lacksRefreshToken =
        profile.offlineAccess() && claim.credentials().refreshToken().isEmpty();
    try {
      if (lacksRefreshToken || !(mode instanceof ConnectMode.Connect)) {
        ConnectOutcome renewed = renew(claim, profile);
        if (renewed != null) {
          return renewed;
        }
      }
      return lacksRefreshToken ? refused(claim, Refusal.MISSING_REFRESH_TOKEN) : claim(claim, profile);
    } catch (StorageException e) {
      return failed(claim, e.fault());
    }
  }

  private Refused failed(NewClaim claim, StorageFault fault) {
    events.publish(new ClaimFailed(claim.account(), fault));
    return refused(
        claim,
        fault.kind() == StorageFault.Kind.UNAVAILABLE ? Refusal.DATABASE_UNAVAILABLE : Refusal.DATABASE_ERROR);
  }

  /** Null when the claimant does not own the account. */
  private @Nullable ConnectOutcome renew(NewClaim claim, ProviderProfile profile) {
    return switch (accounts.renew(claim, profile.offlineAccess())) {
      case RenewResult.Renewed(var account) -> {
        events.publish(
            new AccountReconnected(claim.account(), account.id(), claim.claimant(), account.epoch()));
        yield new Connected(account);
      }
      case RenewResult.RefreshTokenMissing() -> refused(claim, Refusal.MISSING_REFRESH_TOKEN);
      case RenewResult.NotTheOwner() -> null;
    };
  }

  private ConnectOutcome claim(NewClaim claim, ProviderProfile profile) {
    return switch (accounts.claim(claim)) {
      case ClaimResult.Claimed(var account) -> connected(claim, account);
      case ClaimResult.Duplicate(var duplicate) -> answer(duplicate, claim.afterDuplicate(), profile);
    };
  }

  private Connected connected(NewClaim claim, CloudAccount account) {
    events.publish(new AccountConnected(claim.account(), account.id(), claim.claimant(), account.epoch()));
    return new Connected(account);
  }

  /** Whatever comes of a duplicate, its answer is published last. */
  private ConnectOutcome answer(DuplicateAccount duplicate, NewClaim claim, ProviderProfile profile) {
    ConnectOutcome outcome;
    try {
      outcome = resolveOrInsertAgain(duplicate, claim, profile);
      if (outcome instanceof Connected(var account, _)) {
        outcome = new Connected(account, true);
      }
    } catch (StorageException e) {
      outcome = failed(claim, e.fault());
    }
    events.publish(new DuplicateAnswered(claim.account(), switch (outcome) {
      case Connected _ -> Answer.SUCCESS;
      case Conflict _ -> Answer.CONFLICT;
      case Refused(_, var reason) -> reason == Refusal.DATABASE_ERROR ? Answer.DATABASE_ERROR : Answer.OTHER;
      case OtherAccountChosen _ -> Answer.OTHER;
    }));
    return outcome;
  }

  private ConnectOutcome resolveOrInsertAgain(DuplicateAccount first, NewClaim claim, ProviderProfile profile) {
    events.publish(first);
    ConnectOutcome resolved = resolve(claim, profile);
    for (int insert = 1; insert < INSERTS && resolved == null; insert++) {
      switch (accounts.claim(claim)) {
        case ClaimResult.Claimed(var account) -> resolved = connected(claim, account);
        case ClaimResult.Duplicate(var again) -> {
          events.publish(again);
          resolved = resolve(claim, profile);
        }
      }
    }
    if (resolved == null) {
      events.publish(new OwnerMissing(claim.account()));
      return refused(claim, Refusal.DATABASE_INCONSISTENCY);
    }
    return resolved;
  }

  /** What the duplicate means; null when there is no row to say it. */
  private @Nullable ConnectOutcome resolve(NewClaim claim, ProviderProfile profile) {
    for (int lookup = 0; lookup < LOOKUPS; lookup++) {
      Optional<CloudAccount> existing;
      try {
        existing = accounts.find(claim.account());
      } catch (StorageException e) {
        events.publish(new OwnerLookupFailed(claim.account(), e.fault()));
        return refused(claim, Refusal.DATABASE_QUERY_FAILED);
      }
      if (existing.isEmpty()) {
        return null;
      }
      ConnectOutcome outcome = resolvedAs(Ownership.decide(existing.get(), claim.claimant()), claim, profile);
      if (outcome != null) {
        return outcome;
      }
    }
    events.publish(new ClaimFailed(claim.account(), CHANGING_HANDS));
    return refused(claim, Refusal.DATABASE_UNAVAILABLE);
  }

  /** Null when it is not so any more. */
  private @Nullable ConnectOutcome resolvedAs(Ownership standing, NewClaim claim, ProviderProfile profile) {
    try {
      return switch (standing) {
        case SameOwner same -> renewDuplicate(claim, profile);
        case Released released -> adopt(claim, released);
        case OwnedByAnother another -> offer(claim, another);
      };
    } catch (StorageException e) {
      if (e.fault().kind() != StorageFault.Kind.UNAVAILABLE) {
        events.publish(new ResolutionFailed(claim.account(), switch (standing) {
          case SameOwner _ -> Resolution.RENEWAL;
          case Released _ -> Resolution.ADOPTION;
          case OwnedByAnother _ -> Resolution.OFFER;
        }));
      }
      throw e;
    }
  }

  private @Nullable ConnectOutcome renewDuplicate(NewClaim claim, ProviderProfile profile) {
    ConnectOutcome renewed = renew(claim, profile);
    if (renewed instanceof Connected) {
      events.publish(new IdempotentRaceResolved(claim.account(), claim.claimant()));
    }
    return renewed;
  }

  private @Nullable ConnectOutcome adopt(NewClaim claim, Released released) {
    return switch (accounts.adopt(claim, released.account().epoch())) {
      case AdoptResult.Adopted(var account) -> {
        events.publish(new AccountAdopted(claim.account(), account.id(), claim.claimant(), account.epoch()));
        yield new Connected(account);
      }
      case AdoptResult.NoLongerReleased() -> null;
    };
  }

  private ConnectOutcome offer(NewClaim claim, OwnedByAnother another) {
    events.publish(new OwnershipConflict(claim.account(), another.owner(), claim.claimant()));
    return switch (requests.offer(claim, another, terms.timeToLive(), terms.liveOffers())) {
      case OfferResult.Offered(var grant) -> new Conflict(claim.account(), tokens.issue(grant));
      case OfferResult.TooManyOffers() -> refused(claim, Refusal.RATE_LIMITED);
    };
  }

  private static Refused refused(CallbackCommand callback, Refusal reason) {
    return new Refused(callback.provider(), reason);
  }

  private static Refused refused(NewClaim claim, Refusal reason) {
    return new Refused(claim.account().provider(), reason);
  }
}
