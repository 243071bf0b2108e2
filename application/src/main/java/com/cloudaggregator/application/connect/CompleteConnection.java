package com.cloudaggregator.application.connect;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.CloudAccounts.AdoptResult;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.CloudAccounts.RenewResult;
import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.connect.CallbackCommand.Response;
import com.cloudaggregator.application.connect.ConnectOutcome.Conflict;
import com.cloudaggregator.application.connect.ConnectOutcome.ConnectFailed;
import com.cloudaggregator.application.connect.ConnectOutcome.Connected;
import com.cloudaggregator.application.connect.ConnectOutcome.OtherAccountChosen;
import com.cloudaggregator.application.event.AccountEvents;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.application.provider.Providers.ExchangeResult;
import com.cloudaggregator.application.provider.Providers.IssuerCheck;
import com.cloudaggregator.application.provider.Refusal;
import com.cloudaggregator.application.token.Sleeper;
import com.cloudaggregator.application.transfer.TransferRequests;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferTokens;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.credential.RefusalCategory;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.event.AccountEvent.AccessRefused;
import com.cloudaggregator.domain.event.AccountEvent.AccountAdopted;
import com.cloudaggregator.domain.event.AccountEvent.AccountConnected;
import com.cloudaggregator.domain.event.AccountEvent.AccountReconnected;
import com.cloudaggregator.domain.event.AccountEvent.CallbackAnswer;
import com.cloudaggregator.domain.event.AccountEvent.ClaimFailed;
import com.cloudaggregator.domain.event.AccountEvent.ClientRefused;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAnswered;
import com.cloudaggregator.domain.event.AccountEvent.IdempotentRaceResolved;
import com.cloudaggregator.domain.event.AccountEvent.OwnerLookupFailed;
import com.cloudaggregator.domain.event.AccountEvent.OwnerMissing;
import com.cloudaggregator.domain.event.AccountEvent.OwnershipConflict;
import com.cloudaggregator.domain.event.AccountEvent.Resolution;
import com.cloudaggregator.domain.event.AccountEvent.ResolutionFailed;
import com.cloudaggregator.domain.event.StoreFault;
import com.cloudaggregator.domain.ownership.Ownership;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.Ownership.Released;
import com.cloudaggregator.domain.ownership.Ownership.SameOwner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Completes an authorization code flow: verifies that the response belongs to a flow of this
 * browser and user, exchanges the code once, and lets the database decide who owns the account. The
 * paragraphs follow the steps of section 5 of the contract (docs/contract.md).
 */
public final class CompleteConnection {
  /** How often the owner may change between a look-up and the compare-and-set that follows it. */
  private static final int MAX_LOOKUPS = 20;

  /** No look-up begins later than this after the first, so that the browser does not wait. */
  private static final Duration LAST_LOOKUP = Duration.ofSeconds(2);

  /** Nothing was decided; the same sign-in succeeds in a moment. */
  private static final StoreFault OWNER_KEEPS_CHANGING =
      new StoreFault(
          StoreFault.Kind.UNAVAILABLE,
          "OwnerKeepsChanging",
          null,
          "a different owner or epoch at each look-up",
          null);

  private final Providers providers;
  private final AuthorizationFlows flows;
  private final AuthorizationStates states;
  private final CloudAccounts accounts;
  private final TransferRequests requests;
  private final TransferTokens tokens;
  private final AccountEvents events;
  private final AnsweredCallbacks answered;
  private final Clock clock;
  private final OfferTerms offerTerms;

  /**
   * Limits for transfer offers.
   *
   * @param timeToLive of an offer, in whole seconds
   * @param liveOffers maximum number of unexpired, unused offers per user
   */
  public record OfferTerms(Duration timeToLive, int liveOffers) {}

  public CompleteConnection(
      Providers providers,
      AuthorizationFlows flows,
      AuthorizationStates states,
      CloudAccounts accounts,
      TransferRequests requests,
      TransferTokens tokens,
      AccountEvents events,
      Sleeper sleeper,
      Clock clock,
      OfferTerms offerTerms) {
    this.providers = providers;
    this.flows = flows;
    this.states = states;
    this.accounts = accounts;
    this.requests = requests;
    this.tokens = tokens;
    this.events = events;
    this.answered = new AnsweredCallbacks(flows, states, sleeper, clock);
    this.clock = clock;
    this.offerTerms = offerTerms;
  }

  /** What one look at the existing row led to. */
  private sealed interface Step {
    record Decided(ConnectOutcome outcome) implements Step {}

    /** The unique index refused the insert, but there is no row now. */
    record RowMissing() implements Step {}

    /**
     * The compare-and-set did not find the expected owner and epoch: they have changed since the
     * look-up.
     */
    record OwnerChanged() implements Step {}
  }

  /** Whether a callback may be completed. */
  private sealed interface Admission {
    record Refused(ConnectError error) implements Admission {}

    record First(AuthorizationFlow flow, ProviderProfile profile) implements Admission {}

    /** The state has been used before, by this browser and user. */
    record Repeated(StateHash state) implements Admission {}
  }

  /**
   * Completes a callback, and answers the same callback delivered again as the first time.
   *
   * @param present turns the outcome into the answer; called once for all deliveries
   * @throws StoreException as {@link #complete}
   */
  public Secret answer(CallbackCommand callback, Function<ConnectOutcome, Secret> present) {
    return events.together(() -> answerOnce(callback, present));
  }

  private Secret answerOnce(CallbackCommand callback, Function<ConnectOutcome, Secret> present) {
    return switch (admit(callback)) {
      case Admission.Refused(var error) -> present.apply(failed(callback, error));
      case Admission.First(var flow, var profile) -> {
        Secret answer = present.apply(complete(callback, flow, profile));
        answered.keep(callback, flow.state(), answer);
        yield answer;
      }
      case Admission.Repeated(var state) ->
          answered
              .await(callback, state)
              .orElseGet(() -> present.apply(failed(callback, ConnectError.INVALID_STATE)));
    };
  }

  /**
   * @throws StoreException if the flow could not be read or its state not be marked as used; the
   *     provider has not been called then
   */
  public ConnectOutcome complete(CallbackCommand callback) {
    return switch (admit(callback)) {
      case Admission.Refused(var error) -> failed(callback, error);
      case Admission.First(var flow, var profile) -> complete(callback, flow, profile);
      case Admission.Repeated _ -> failed(callback, ConnectError.INVALID_STATE);
    };
  }

  private Admission admit(CallbackCommand callback) {
    Optional<ProviderProfile> profile =
        providers.find(callback.provider()).filter(ProviderProfile::configured);
    if (profile.isEmpty()) {
      return new Admission.Refused(ConnectError.PROVIDER_NOT_CONFIGURED);
    }

    // Step 2: the flow comes from this browser's cookie, and its state is used once, before
    // anything else.
    Optional<AuthorizationFlow> opened =
        callback
            .binding()
            .flatMap(flows::open)
            .filter(
                flow ->
                    flow.isAnsweredBy(
                        callback.provider(),
                        callback.state(),
                        callback.sessionUser(),
                        clock.instant()));
    if (opened.isEmpty()) {
      return new Admission.Refused(ConnectError.INVALID_STATE);
    }
    AuthorizationFlow flow = opened.get();
    return switch (states.markUsed(flow.state(), flow.expiresAt())) {
      case FIRST -> new Admission.First(flow, profile.get());
      case REPLAYED -> new Admission.Repeated(flow.state());
    };
  }

  private ConnectOutcome complete(
      CallbackCommand callback, AuthorizationFlow flow, ProviderProfile profile) {
    // Step 3: the issuer of the response, before the token endpoint is called.
    if (providers.checkIssuer(callback.provider(), callback.issuer()) == IssuerCheck.REFUSED) {
      return failed(callback, ConnectError.INVALID_STATE);
    }

    // Step 4: exchange the code and determine the account's identity. No database connection is
    // held
    // meanwhile.
    return switch (callback.response()) {
      case Response.Denied(var error) ->
          providers
              .interpret(callback.provider(), error)
              .map(refusal -> refused(callback, refusal, ConnectError.PROVIDER_ERROR))
              .orElseGet(() -> failed(callback, ConnectError.PROVIDER_ERROR));
      case Response.Code(var code) ->
          switch (providers.exchange(
              callback.provider(), code, flow.codeVerifier(), flow.nonce())) {
            case ExchangeResult.Identified(var account, var label, var credentials) ->
                connect(
                    flow.mode(), profile, new NewClaim(account, flow.user(), label, credentials));
            case ExchangeResult.ExchangeUnavailable() ->
                refused(
                    callback,
                    new Refusal(RefusalCategory.TEMPORARY, null),
                    ConnectError.PROVIDER_UNAVAILABLE);
            case ExchangeResult.CodeRefused() ->
                failed(callback, ConnectError.TOKEN_EXCHANGE_FAILED);
            case ExchangeResult.AccessRefused(var refusal) -> {
              if (refusal.category() == RefusalCategory.CONFIGURATION) {
                events.publish(new ClientRefused(callback.provider()));
              }
              yield refused(callback, refusal, ConnectError.TOKEN_EXCHANGE_FAILED);
            }
            case ExchangeResult.UserInfoRefused() -> failed(callback, ConnectError.USERINFO_FAILED);
            case ExchangeResult.IdentityInvalid() ->
                failed(callback, ConnectError.IDENTITY_INVALID);
            case ExchangeResult.ScopeInsufficient() ->
                failed(callback, ConnectError.INSUFFICIENT_SCOPE);
          };
    };
  }

  /**
   * @param misconfigured the code for a fault of our configuration
   */
  private ConnectFailed refused(
      CallbackCommand callback, Refusal refusal, ConnectError misconfigured) {
    events.publish(new AccessRefused(callback.provider(), refusal.category()));
    ConnectError error =
        switch (refusal.category()) {
          case CONFIGURATION -> misconfigured;
          case USER, ADMINISTRATOR, ACCOUNT -> ConnectError.ACCESS_DENIED;
          case TEMPORARY -> ConnectError.PROVIDER_UNAVAILABLE;
        };
    return new ConnectFailed(callback.provider(), error, refusal.denialOrNull());
  }

  /** Step 5: the caller's own row first when reconnecting, else insert first. */
  private ConnectOutcome connect(ConnectMode mode, ProviderProfile profile, NewClaim claim) {
    if (mode instanceof ConnectMode.Reconnect reconnect
        && !reconnect.expected().equals(claim.account())) {
      return new OtherAccountChosen(claim.account().provider(), reconnect.account(), claim.label());
    }
    boolean lacksRefreshToken =
        profile.offlineAccess() && claim.credentials().refreshToken().isEmpty();
    try {
      if (lacksRefreshToken || !(mode instanceof ConnectMode.Connect)) {
        if (renew(claim, profile) instanceof Step.Decided(var outcome)) {
          return outcome;
        }
      }
      if (lacksRefreshToken) {
        return failed(claim, ConnectError.MISSING_REFRESH_TOKEN);
      }
      return switch (accounts.claim(claim)) {
        case ClaimResult.Claimed(var account) -> connected(claim, account);
        case ClaimResult.Duplicate(var duplicate) ->
            answerDuplicate(duplicate, claim.afterDuplicate(), profile);
      };
    } catch (StoreException e) {
      return claimFailed(claim, e.fault());
    }
  }

  /** Steps 6 and 7. Whatever a duplicate leads to, {@link DuplicateAnswered} is published last. */
  private ConnectOutcome answerDuplicate(
      DuplicateAccount duplicate, NewClaim claim, ProviderProfile profile) {
    ConnectOutcome outcome;
    try {
      outcome = resolveDuplicate(duplicate, claim, profile);
    } catch (StoreException e) {
      outcome = claimFailed(claim, e.fault());
    }
    events.publish(
        new DuplicateAnswered(
            claim.account(),
            switch (outcome) {
              case Connected _ -> CallbackAnswer.SUCCESS;
              case Conflict _ -> CallbackAnswer.CONFLICT;
              case ConnectFailed(_, var error, _) ->
                  error == ConnectError.DATABASE_ERROR
                      ? CallbackAnswer.DATABASE_ERROR
                      : CallbackAnswer.OTHER;
              case OtherAccountChosen _ -> CallbackAnswer.OTHER;
            }));
    return outcome;
  }

  private ConnectOutcome resolveDuplicate(
      DuplicateAccount duplicate, NewClaim claim, ProviderProfile profile) {
    events.publish(duplicate);
    Step step = resolve(claim, profile);
    if (step instanceof Step.RowMissing) {
      // The row that refused the insert is gone: insert once more.
      switch (accounts.claim(claim)) {
        case ClaimResult.Claimed(var account) -> step = new Step.Decided(connected(claim, account));
        case ClaimResult.Duplicate(var again) -> {
          events.publish(again);
          step = resolve(claim, profile);
        }
      }
    }
    return switch (step) {
      case Step.Decided(Connected(var account, _)) -> new Connected(account, true);
      case Step.Decided(var outcome) -> outcome;
      case Step.RowMissing() -> {
        events.publish(new OwnerMissing(claim.account()));
        yield failed(claim, ConnectError.DATABASE_INCONSISTENCY);
      }
      case Step.OwnerChanged() -> claimFailed(claim, OWNER_KEEPS_CHANGING);
    };
  }

  /**
   * Looks the owner up in a new transaction and acts on it. Starts over if owner or epoch have
   * changed in between: each time another user was faster, so the number of look-ups is that of the
   * users who race for the account.
   */
  private Step resolve(NewClaim claim, ProviderProfile profile) {
    Instant last = clock.instant().plus(LAST_LOOKUP);
    Step step = new Step.OwnerChanged();
    for (int lookup = 0;
        step instanceof Step.OwnerChanged && lookup < MAX_LOOKUPS && !clock.instant().isAfter(last);
        lookup++) {
      Optional<CloudAccount> existing;
      try {
        existing = accounts.find(claim.account());
      } catch (StoreException e) {
        events.publish(new OwnerLookupFailed(claim.account(), e.fault()));
        return new Step.Decided(failed(claim, ConnectError.DATABASE_QUERY_FAILED));
      }
      step =
          existing.isEmpty()
              ? new Step.RowMissing()
              : resolveExisting(existing.get(), claim, profile);
    }
    return step;
  }

  private Step resolveExisting(CloudAccount existing, NewClaim claim, ProviderProfile profile) {
    return existing.isFrozen()
        ? new Step.Decided(failed(claim, ConnectError.ACCOUNT_FROZEN))
        : resolveAs(Ownership.decide(existing, claim.claimant()), claim, profile);
  }

  private Step resolveAs(Ownership ownership, NewClaim claim, ProviderProfile profile) {
    try {
      return switch (ownership) {
        case SameOwner(var existing) -> renewAfterDuplicate(claim.withExisting(existing), profile);
        case Released released -> adopt(claim, released);
        case OwnedByAnother another -> offerTransfer(claim, another);
      };
    } catch (StoreException e) {
      if (e.fault().kind() != StoreFault.Kind.UNAVAILABLE
          && e.fault().kind() != StoreFault.Kind.USER_ERASED) {
        events.publish(
            new ResolutionFailed(
                claim.account(),
                switch (ownership) {
                  case SameOwner _ -> Resolution.RENEWAL;
                  case Released _ -> Resolution.ADOPTION;
                  case OwnedByAnother _ -> Resolution.OFFER;
                }));
      }
      throw e;
    }
  }

  private Step renewAfterDuplicate(NewClaim claim, ProviderProfile profile) {
    Step step = renew(claim, profile);
    if (step instanceof Step.Decided(Connected _)) {
      events.publish(new IdempotentRaceResolved(claim.account(), claim.claimant()));
    }
    return step;
  }

  /** Stores fresh credentials if the claimant is the owner (compare-and-set). */
  private Step renew(NewClaim claim, ProviderProfile profile) {
    return switch (accounts.renew(claim, profile.offlineAccess())) {
      case RenewResult.Renewed(var account) -> {
        events.publish(
            new AccountReconnected(
                claim.account(), account.id(), claim.claimant(), account.epoch()));
        yield new Step.Decided(new Connected(account));
      }
      case RenewResult.RefreshTokenMissing() ->
          new Step.Decided(failed(claim, ConnectError.MISSING_REFRESH_TOKEN));
      case RenewResult.Frozen() -> new Step.Decided(failed(claim, ConnectError.ACCOUNT_FROZEN));
      case RenewResult.NotTheOwner() -> new Step.OwnerChanged();
    };
  }

  private Step adopt(NewClaim claim, Released released) {
    return switch (accounts.adopt(claim, released.account().epoch())) {
      case AdoptResult.Adopted(var account) -> {
        events.publish(
            new AccountAdopted(claim.account(), account.id(), claim.claimant(), account.epoch()));
        yield new Step.Decided(new Connected(account));
      }
      case AdoptResult.NoLongerReleased() -> new Step.OwnerChanged();
    };
  }

  private Step offerTransfer(NewClaim claim, OwnedByAnother another) {
    events.publish(new OwnershipConflict(claim.account(), another.owner(), claim.claimant()));
    return switch (requests.offer(
        claim, another, offerTerms.timeToLive(), offerTerms.liveOffers())) {
      case OfferResult.Offered(var grant) ->
          new Step.Decided(new Conflict(claim.account(), tokens.issue(grant)));
      case OfferResult.TooManyOffers() ->
          new Step.Decided(failed(claim, ConnectError.RATE_LIMITED));
      case OfferResult.NoLongerOwned() -> new Step.OwnerChanged();
    };
  }

  private Connected connected(NewClaim claim, CloudAccount account) {
    events.publish(
        new AccountConnected(claim.account(), account.id(), claim.claimant(), account.epoch()));
    return new Connected(account);
  }

  /** The flow of a user who has been erased since ends like any flow that is no longer valid. */
  private ConnectFailed claimFailed(NewClaim claim, StoreFault fault) {
    if (fault.kind() == StoreFault.Kind.USER_ERASED) {
      return failed(claim, ConnectError.INVALID_STATE);
    }
    events.publish(new ClaimFailed(claim.account(), fault));
    return failed(
        claim,
        fault.kind() == StoreFault.Kind.UNAVAILABLE
            ? ConnectError.DATABASE_UNAVAILABLE
            : ConnectError.DATABASE_ERROR);
  }

  private static ConnectFailed failed(CallbackCommand callback, ConnectError error) {
    return new ConnectFailed(callback.provider(), error);
  }

  private static ConnectFailed failed(NewClaim claim, ConnectError error) {
    return new ConnectFailed(claim.account().provider(), error);
  }
}
