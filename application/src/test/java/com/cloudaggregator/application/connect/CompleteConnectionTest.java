package com.cloudaggregator.application.connect;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.aliceDrive;
import static com.cloudaggregator.application.testing.Samples.bob;
import static com.cloudaggregator.application.testing.Samples.carol;
import static com.cloudaggregator.application.testing.Samples.claim;
import static com.cloudaggregator.application.testing.Samples.claimWithoutRefreshToken;
import static com.cloudaggregator.application.testing.Samples.credentialsOf;
import static com.cloudaggregator.application.testing.Samples.newDrive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.connect.CallbackCommand.Response;
import com.cloudaggregator.application.connect.ConnectOutcome.Conflict;
import com.cloudaggregator.application.connect.ConnectOutcome.ConnectFailed;
import com.cloudaggregator.application.connect.ConnectOutcome.Connected;
import com.cloudaggregator.application.provider.AuthorizationError;
import com.cloudaggregator.application.provider.Providers.ExchangeResult;
import com.cloudaggregator.application.provider.Refusal;
import com.cloudaggregator.application.provider.ScriptedProviders;
import com.cloudaggregator.application.testing.CountedIds;
import com.cloudaggregator.application.testing.CountedRandomness;
import com.cloudaggregator.application.testing.Faults;
import com.cloudaggregator.application.testing.ForwardingCloudAccounts;
import com.cloudaggregator.application.testing.InMemoryOwnership;
import com.cloudaggregator.application.testing.Race;
import com.cloudaggregator.application.testing.RecordedEvents;
import com.cloudaggregator.application.testing.Samples;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.application.transfer.InMemoryTransferTokens;
import com.cloudaggregator.application.transfer.TransferRequests;
import com.cloudaggregator.application.transfer.TransferRequests.Offer;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.application.transfer.TransferRequests.TransferResult;
import com.cloudaggregator.application.transfer.TransferTokens.VerifyResult;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
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
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.TransferId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The callback: every outcome, the events it publishes, and the calls to the provider it must not
 * make.
 */
class CompleteConnectionTest {
  private static final Provider ONEDRIVE = new Provider("onedrive");
  private static final Provider DROPBOX = new Provider("dropbox");
  private static final Secret CODE = new Secret("the code");
  private static final Secret VERIFIER = new Secret("the verifier");
  private static final String NONCE = "the nonce";
  private static final Duration STATE_TTL = Duration.ofMinutes(10);
  private static final Duration TOKEN_TTL = Duration.ofMinutes(7);
  private static final int LIVE_OFFERS = 2;
  private static final String CONSTRAINT = "uniq_cloud_provider_accounts_global";

  private final TestClock clock = new TestClock();
  private final ScriptedProviders providers = new ScriptedProviders();
  private final InMemoryFlows flows = new InMemoryFlows();
  private final InMemoryAuthorizationStates states = new InMemoryAuthorizationStates();
  private final InMemoryOwnership ownership = new InMemoryOwnership(clock, new CountedIds());
  private final InMemoryTransferTokens tokens = new InMemoryTransferTokens(clock);
  private final RecordedEvents events = new RecordedEvents();
  private final AtomicInteger flowCount = new AtomicInteger();

  private CompleteConnection completing(
      AuthorizationStates states, CloudAccounts accounts, TransferRequests requests) {
    return new CompleteConnection(
        providers,
        flows,
        states,
        accounts,
        requests,
        tokens,
        events,
        time -> Thread.onSpinWait(),
        clock,
        new CompleteConnection.OfferTerms(TOKEN_TTL, LIVE_OFFERS));
  }

  private ConnectOutcome complete(CallbackCommand callback) {
    return completing(states, ownership, ownership).complete(callback);
  }

  /** Completes the callback with these accounts and all other ports of the test. */
  private ConnectOutcome complete(CloudAccounts accounts, CallbackCommand callback) {
    return completing(states, accounts, ownership).complete(callback);
  }

  private Secret nextState() {
    return CountedRandomness.nth(flowCount.incrementAndGet());
  }

  private AuthorizationFlow flow(UserId user, Provider provider, ConnectMode mode, Secret state) {
    return new AuthorizationFlow(
        user,
        provider,
        mode,
        StateHash.of(state),
        NONCE,
        VERIFIER,
        clock.instant().plus(STATE_TTL));
  }

  private CallbackCommand callback(
      UserId user,
      Provider provider,
      ConnectMode mode,
      Response response,
      @Nullable String issuer) {
    Secret state = nextState();
    Secret binding = flows.seal(flow(user, provider, mode, state));
    return new CallbackCommand(provider, state, response, issuer, binding, null);
  }

  private CallbackCommand callback(UserId user, Provider provider, ConnectMode mode) {
    return callback(user, provider, mode, new Response.Code(CODE), null);
  }

  private CallbackCommand callback(UserId user) {
    return callback(user, ONEDRIVE, new ConnectMode.Connect());
  }

  /** The callback of this user's browser, after the provider identified this account. */
  private CallbackCommand signIn(NewClaim signIn, ConnectMode mode) {
    providers.identify(signIn);
    return callback(signIn.claimant(), signIn.account().provider(), mode);
  }

  private CallbackCommand signIn(NewClaim signIn) {
    return signIn(signIn, new ConnectMode.Connect());
  }

  private CloudAccount owned(ProviderAccountId drive, UserId owner) {
    return ((ClaimResult.Claimed) ownership.claim(claim(drive, owner))).account();
  }

  private CloudAccount found() {
    return ownership.find(aliceDrive()).orElseThrow();
  }

  private static DuplicateAccount duplicate() {
    return new DuplicateAccount(aliceDrive(), CONSTRAINT);
  }

  private static DuplicateAnswered answered(CallbackAnswer answer) {
    return new DuplicateAnswered(aliceDrive(), answer);
  }

  private static ConnectFailed refused(ConnectError reason) {
    return new ConnectFailed(ONEDRIVE, reason);
  }

  @Nested
  class WhenTheFlowBelongsToAnotherBrowser {
    private final Secret state = nextState();
    private final Secret binding =
        flows.seal(flow(alice(), ONEDRIVE, new ConnectMode.Connect(), state));

    private CallbackCommand response(
        Provider provider, Secret state, @Nullable Secret binding, @Nullable UserId sessionUser) {
      return new CallbackCommand(
          provider, state, new Response.Code(CODE), null, binding, sessionUser);
    }

    private void assertInvalidAndNoProviderWasCalled(CallbackCommand callback) {
      providers.identify(claim(aliceDrive(), alice()));

      assertThat(complete(callback))
          .isEqualTo(new ConnectFailed(callback.provider(), ConnectError.INVALID_STATE));

      assertThat(providers.exchanges()).isEmpty();
      assertThat(events.published()).isEmpty();
      assertThat(ownership.find(aliceDrive())).isEmpty();
      assertThat(states.isUsed(StateHash.of(state))).isFalse();
    }

    @Test
    void isInvalidWithoutItsCookie() {
      assertInvalidAndNoProviderWasCalled(response(ONEDRIVE, state, null, null));
    }

    @Test
    void isInvalidWithACookieThatDoesNotOpen() {
      assertInvalidAndNoProviderWasCalled(response(ONEDRIVE, state, new Secret("garbage"), null));
    }

    @Test
    void isInvalidWithTheCookieOfAnotherFlow() {
      Secret other = flows.seal(flow(alice(), ONEDRIVE, new ConnectMode.Connect(), nextState()));

      assertInvalidAndNoProviderWasCalled(response(ONEDRIVE, state, other, null));
    }

    @Test
    void isInvalidWithAnotherState() {
      assertInvalidAndNoProviderWasCalled(response(ONEDRIVE, nextState(), binding, null));
      assertInvalidAndNoProviderWasCalled(
          response(ONEDRIVE, new Secret(state.reveal() + " "), binding, null));
    }

    @Test
    void isInvalidAtAnotherProvidersCallback() {
      assertInvalidAndNoProviderWasCalled(
          response(new Provider("googledrive"), state, binding, null));
    }

    @Test
    void isInvalidInTheSessionOfAnotherUser() {
      assertInvalidAndNoProviderWasCalled(response(ONEDRIVE, state, binding, bob()));
    }

    @Test
    void isInvalidFromTheMomentItExpires() {
      clock.advance(STATE_TTL);

      assertInvalidAndNoProviderWasCalled(response(ONEDRIVE, state, binding, null));
    }

    @Test
    void isValidUntilItExpires() {
      clock.advance(STATE_TTL.minusMillis(1));
      providers.identify(claim(aliceDrive(), alice()));

      assertThat(complete(response(ONEDRIVE, state, binding, null))).isInstanceOf(Connected.class);
    }

    @Test
    void isValidInTheSessionOfItsOwnUser() {
      providers.identify(claim(aliceDrive(), alice()));

      assertThat(complete(response(ONEDRIVE, state, binding, alice())))
          .isInstanceOf(Connected.class);
    }

    @Test
    void doesNotUseUpTheStateOfTheRightBrowser() {
      complete(response(ONEDRIVE, state, null, null));
      complete(response(ONEDRIVE, state, binding, bob()));
      providers.identify(claim(aliceDrive(), alice()));

      assertThat(complete(response(ONEDRIVE, state, binding, null))).isInstanceOf(Connected.class);
    }
  }

  @Nested
  class WhenTheStateIsUsedAgain {
    @Test
    void neverSendsACodeTwice() {
      CallbackCommand callback = signIn(claim(aliceDrive(), alice()));
      complete(callback);

      assertThat(complete(callback)).isEqualTo(refused(ConnectError.INVALID_STATE));
      assertThat(providers.exchanges()).hasSize(1);
    }

    @Test
    void sendsNoCodeAfterAnErrorWithTheSameState() {
      Secret state = nextState();
      Secret binding = flows.seal(flow(alice(), ONEDRIVE, new ConnectMode.Connect(), state));
      complete(
          new CallbackCommand(
              ONEDRIVE,
              state,
              new Response.Denied(new AuthorizationError("access_denied")),
              null,
              binding,
              null));

      assertThat(
              complete(
                  new CallbackCommand(
                      ONEDRIVE, state, new Response.Code(CODE), null, binding, null)))
          .isEqualTo(refused(ConnectError.INVALID_STATE));
      assertThat(providers.exchanges()).isEmpty();
    }

    @Test
    void sendsOneCodeOfManyConcurrentCallbacks() throws Exception {
      CallbackCommand callback = signIn(claim(aliceDrive(), alice()));

      List<ConnectOutcome> outcomes = Race.run(i -> () -> complete(callback));

      assertThat(providers.exchanges()).hasSize(1);
      assertThat(outcomes).filteredOn(Connected.class::isInstance).hasSize(1);
      assertThat(outcomes)
          .filteredOn(refused(ConnectError.INVALID_STATE)::equals)
          .hasSize(Race.RUNNERS - 1);
    }

    @Test
    void doesNotCallTheProviderIfTheStoreFails() {
      CallbackCommand callback = signIn(claim(aliceDrive(), alice()));
      StoreException fault = Faults.unavailable();
      AuthorizationStates down =
          new InMemoryAuthorizationStates() {
            @Override
            public StateUse markUsed(StateHash state, Instant expiresAt) {
              throw fault;
            }
          };

      assertThatThrownBy(() -> completing(down, ownership, ownership).complete(callback))
          .isSameAs(fault);
      assertThat(providers.exchanges()).isEmpty();
    }

    @Test
    void isStoredUntilItsExpiry() {
      Instant expiry = clock.instant().plus(STATE_TTL);
      CallbackCommand callback = signIn(claim(aliceDrive(), alice()));
      AuthorizationStates checking =
          new InMemoryAuthorizationStates() {
            @Override
            public StateUse markUsed(StateHash state, Instant expiresAt) {
              assertThat(expiresAt).isEqualTo(expiry);
              return super.markUsed(state, expiresAt);
            }
          };

      assertThat(completing(checking, ownership, ownership).complete(callback))
          .isInstanceOf(Connected.class);
    }
  }

  @Nested
  class WhenTheIssuerIsWrong {
    @Test
    void isInvalidBeforeTheTokenEndpointIsCalledAndTheStateIsUsed() {
      CallbackCommand callback =
          callback(
              alice(),
              ONEDRIVE,
              new ConnectMode.Connect(),
              new Response.Code(CODE),
              "https://attacker.example");

      assertThat(complete(callback)).isEqualTo(refused(ConnectError.INVALID_STATE));

      assertThat(providers.exchanges()).isEmpty();
      assertThat(states.isUsed(StateHash.of(callback.state()))).isTrue();
    }

    @Test
    void acceptsTheProvidersIssuer() {
      providers.identify(claim(aliceDrive(), alice()));

      assertThat(
              complete(
                  callback(
                      alice(),
                      ONEDRIVE,
                      new ConnectMode.Connect(),
                      new Response.Code(CODE),
                      ScriptedProviders.ISSUER)))
          .isInstanceOf(Connected.class);
    }

    @Test
    void isInvalidForAnErrorResponseToo() {
      assertThat(
              complete(
                  callback(
                      alice(),
                      ONEDRIVE,
                      new ConnectMode.Connect(),
                      new Response.Denied(new AuthorizationError("access_denied")),
                      "https://attacker.example")))
          .isEqualTo(refused(ConnectError.INVALID_STATE));
    }
  }

  @Nested
  class WhenTheProviderIsNotConfigured {
    @ParameterizedTest
    @CsvSource({"box", "nosuchcloud"})
    void refusesAndLeavesTheStateUnused(String provider) {
      CallbackCommand callback =
          callback(alice(), new Provider(provider), new ConnectMode.Connect());

      assertThat(complete(callback))
          .isEqualTo(
              new ConnectFailed(new Provider(provider), ConnectError.PROVIDER_NOT_CONFIGURED));
      assertThat(providers.exchanges()).isEmpty();
      assertThat(states.isUsed(StateHash.of(callback.state()))).isFalse();
    }
  }

  @Nested
  class WhenTheProviderAnswersAnError {
    @ParameterizedTest
    @CsvSource({
      "access_denied, ACCESS_DENIED",
      "server_error, PROVIDER_UNAVAILABLE",
      "temporarily_unavailable, PROVIDER_UNAVAILABLE",
      "invalid_request, PROVIDER_ERROR",
      "unauthorized_client, PROVIDER_ERROR",
      "invalid_scope, PROVIDER_ERROR",
      "ACCESS_DENIED, PROVIDER_ERROR",
      "<script>alert(1)</script>, PROVIDER_ERROR"
    })
    void saysWhichWithoutEchoingIt(String error, ConnectError refusal) {
      CallbackCommand callback =
          callback(
              alice(),
              ONEDRIVE,
              new ConnectMode.Connect(),
              new Response.Denied(new AuthorizationError(error)),
              null);

      assertThat(complete(callback)).isEqualTo(refused(refusal));
      assertThat(providers.exchanges()).isEmpty();
      assertThat(states.isUsed(StateHash.of(callback.state()))).isTrue();
      assertThat(events.published()).hasOnlyElementsOfType(AccessRefused.class);
    }
  }

  static List<Arguments> failedExchanges() {
    return List.of(
        Arguments.of(new ExchangeResult.ExchangeUnavailable(), ConnectError.PROVIDER_UNAVAILABLE),
        Arguments.of(new ExchangeResult.CodeRefused(), ConnectError.TOKEN_EXCHANGE_FAILED),
        Arguments.of(new ExchangeResult.UserInfoRefused(), ConnectError.USERINFO_FAILED),
        Arguments.of(new ExchangeResult.IdentityInvalid(), ConnectError.IDENTITY_INVALID),
        Arguments.of(new ExchangeResult.ScopeInsufficient(), ConnectError.INSUFFICIENT_SCOPE));
  }

  @Test
  void aRefusedClientIsReportedAsAtARefresh() {
    providers.answerExchange(
        new ExchangeResult.AccessRefused(new Refusal(RefusalCategory.CONFIGURATION, null)));

    assertThat(complete(callback(alice()))).isEqualTo(refused(ConnectError.TOKEN_EXCHANGE_FAILED));
    assertThat(events.published())
        .containsExactly(
            new ClientRefused(ONEDRIVE),
            new AccessRefused(ONEDRIVE, RefusalCategory.CONFIGURATION));
  }

  @ParameterizedTest
  @EnumSource(names = {"USER", "ADMINISTRATOR", "ACCOUNT"})
  void aRefusalByAPersonAtTheExchangeIsAccessDenied(RefusalCategory category) {
    providers.answerExchange(
        new ExchangeResult.AccessRefused(new Refusal(category, Refusal.Denial.WRONG_TENANT)));

    assertThat(complete(callback(alice())))
        .isEqualTo(
            new ConnectFailed(ONEDRIVE, ConnectError.ACCESS_DENIED, Refusal.Denial.WRONG_TENANT));
    assertThat(events.published()).containsExactly(new AccessRefused(ONEDRIVE, category));
  }

  @ParameterizedTest
  @MethodSource("failedExchanges")
  void whenTheExchangeFailsNothingIsStored(ExchangeResult answer, ConnectError refusal) {
    providers.answerExchange(answer);
    CloudAccounts untouched =
        new ForwardingCloudAccounts(ownership) {
          @Override
          public ClaimResult claim(NewClaim claim) {
            throw new AssertionError("a claim without proof");
          }

          @Override
          public RenewResult renew(NewClaim claim, boolean needsRefreshToken) {
            throw new AssertionError("a renewal without proof");
          }
        };

    assertThat(complete(untouched, callback(alice(), ONEDRIVE, new ConnectMode.Reauthenticate())))
        .isEqualTo(refused(refusal));
    assertThat(providers.exchanges()).hasSize(1);
    assertThat(events.published()).hasOnlyElementsOfType(AccessRefused.class);
  }

  @Nested
  class WhenItHasNoOwner {
    @Test
    void makesTheUserOfTheFlowTheOwner() {
      ConnectOutcome outcome = complete(signIn(claim(aliceDrive(), alice())));

      assertThat(outcome).isEqualTo(new Connected(found()));
      assertThat(found().owner()).contains(alice());
      assertThat(ownership.custody(found().id())).contains(credentialsOf(alice()));
      assertThat(events.published())
          .containsExactly(new AccountConnected(aliceDrive(), found().id(), alice(), Epoch.FIRST));
    }

    @Test
    void exchangesTheCodeWithTheVerifierAndNonceOfItsFlow() {
      complete(signIn(claim(aliceDrive(), alice())));

      assertThat(providers.exchanges())
          .containsExactly(new ScriptedProviders.Exchange(ONEDRIVE, CODE, VERIFIER, NONCE));
    }

    @Test
    void connectsAnUnownedAccountAlsoInReauthMode() {
      assertThat(complete(signIn(claim(aliceDrive(), alice()), new ConnectMode.Reauthenticate())))
          .isEqualTo(new Connected(found()));
    }
  }

  @Nested
  class WhenAnotherUserOwnsIt {
    private final CloudAccount alices = owned(aliceDrive(), alice());

    @Test
    void offersTransferWithoutNamingTheOwner() {
      ConnectOutcome outcome = complete(signIn(claim(aliceDrive(), bob())));

      Conflict conflict = (Conflict) outcome;
      assertThat(conflict.account().provider()).isEqualTo(ONEDRIVE);
      assertThat(conflict.toString())
          .doesNotContain("alice")
          .doesNotContain(conflict.offer().reveal());
      VerifyResult.Valid offer = (VerifyResult.Valid) tokens.verify(conflict.offer());
      assertThat(offer.requester()).isEqualTo(bob());
      assertThat(ownership.find(offer.id()).orElseThrow().grant())
          .satisfies(
              grant -> {
                assertThat(grant.expectedOwner()).isEqualTo(alice());
                assertThat(grant.expectedEpoch()).isEqualTo(Epoch.FIRST);
                assertThat(grant.expiresAt()).isEqualTo(clock.instant().plus(TOKEN_TTL));
              });
    }

    @Test
    void leavesTheOwnerAndTheirCredentialsUnchanged() {
      complete(signIn(claim(aliceDrive(), bob())));

      assertThat(found()).isEqualTo(alices);
      assertThat(ownership.custody(alices.id())).contains(credentialsOf(alice()));
      assertThat(ownership.list(alice(), null, 10)).isEmpty();
    }

    @Test
    void publishesTheDuplicateAndThenTheConflict() {
      complete(signIn(claim(aliceDrive(), bob())));

      assertThat(events.published())
          .containsExactly(
              duplicate(),
              new OwnershipConflict(aliceDrive(), alice(), bob()),
              answered(CallbackAnswer.CONFLICT));
    }

    @Test
    void isAConflictInEveryMode() {
      assertThat(complete(signIn(claim(aliceDrive(), bob()), new ConnectMode.Reauthenticate())))
          .isInstanceOf(Conflict.class);
      assertThat(
              complete(
                  signIn(
                      claim(aliceDrive(), bob()),
                      new ConnectMode.Reconnect(alices.id(), aliceDrive()))))
          .isInstanceOf(Conflict.class);
    }

    @Test
    void isDecidedByTheUserAndNeverByTheLabel() {
      NewClaim sameLabel = new NewClaim(aliceDrive(), bob(), alices.label(), credentialsOf(bob()));

      assertThat(complete(signIn(sameLabel))).isInstanceOf(Conflict.class);
      assertThat(complete(signIn(claim(aliceDrive(), new UserId("Alice")))))
          .isInstanceOf(Conflict.class);
    }

    @Test
    void limitsTheOffersOfOneRequester() {
      for (int i = 0; i < LIVE_OFFERS; i++) {
        ProviderAccountId drive = newDrive();
        owned(drive, alice());
        assertThat(complete(signIn(claim(drive, bob())))).isInstanceOf(Conflict.class);
      }

      assertThat(complete(signIn(claim(aliceDrive(), bob()))))
          .isEqualTo(refused(ConnectError.RATE_LIMITED));
    }

    @Test
    void issuesNoTokenForAnOfferThatIsNotStored() {
      StoreException failed = Faults.failed();

      assertThat(
              completing(states, ownership, failingOffers(failed))
                  .complete(signIn(claim(aliceDrive(), bob()))))
          .isEqualTo(refused(ConnectError.DATABASE_ERROR));
      assertThat(events.published())
          .containsExactly(
              duplicate(),
              new OwnershipConflict(aliceDrive(), alice(), bob()),
              new ResolutionFailed(aliceDrive(), Resolution.OFFER),
              new ClaimFailed(aliceDrive(), failed.fault()),
              answered(CallbackAnswer.DATABASE_ERROR));
    }

    @Test
    void reportsAnUnavailableStoreForTheOffer() {
      assertThat(
              completing(states, ownership, failingOffers(Faults.unavailable()))
                  .complete(signIn(claim(aliceDrive(), bob()))))
          .isEqualTo(refused(ConnectError.DATABASE_UNAVAILABLE));
    }

    private TransferRequests failingOffers(StoreException fault) {
      return new TransferRequests() {
        @Override
        public OfferResult offer(
            NewClaim claim, OwnedByAnother standing, Duration timeToLive, int liveOffers) {
          throw fault;
        }

        @Override
        public Optional<Offer> find(TransferId id) {
          return ownership.find(id);
        }

        @Override
        public Optional<Instant> findPauseEnd(AccountId account, TransferLimits pace) {
          return ownership.findPauseEnd(account, pace);
        }

        @Override
        public TransferResult transfer(TransferId id, UserId requester, TransferLimits pace) {
          return ownership.transfer(id, requester, pace);
        }
      };
    }
  }

  @Nested
  class WhenTheClaimantOwnsIt {
    private final CloudAccount before = owned(aliceDrive(), alice());

    @Test
    void succeedsAsAnIdempotentRace() {
      assertThat(complete(signIn(claim(aliceDrive(), alice()))))
          .isEqualTo(new Connected(found(), true));

      assertThat(found().epoch()).isEqualTo(before.epoch());
      assertThat(events.published())
          .containsExactly(
              duplicate(),
              new AccountReconnected(aliceDrive(), before.id(), alice(), before.epoch()),
              new IdempotentRaceResolved(aliceDrive(), alice()),
              answered(CallbackAnswer.SUCCESS));
    }

    @ParameterizedTest
    @MethodSource("com.cloudaggregator.application.connect.CompleteConnectionTest#knowingModes")
    void renewsWithoutAnInsertWhenReconnecting(ConnectMode mode) {
      assertThat(complete(signIn(claim(aliceDrive(), alice()), mode)))
          .isEqualTo(new Connected(found()));

      assertThat(events.published())
          .containsExactly(
              new AccountReconnected(aliceDrive(), before.id(), alice(), before.epoch()));
    }

    @Test
    void looksUpAgainIfTheOwnerChangesBeforeTheRenewal() {
      CloudAccounts taken =
          new ForwardingCloudAccounts(ownership) {
            @Override
            public RenewResult renew(NewClaim claim, boolean needsRefreshToken) {
              ownership.release(before.id(), alice());
              ownership.adopt(Samples.claim(aliceDrive(), carol()), new Epoch(2));
              return super.renew(claim, needsRefreshToken);
            }
          };

      assertThat(complete(taken, signIn(claim(aliceDrive(), alice()))))
          .isInstanceOf(Conflict.class);
      assertThat(events.published())
          .containsExactly(
              duplicate(),
              new OwnershipConflict(aliceDrive(), carol(), alice()),
              answered(CallbackAnswer.CONFLICT));
    }

    @Test
    void marksTheClaimAsDuplicateOnlyAfterADuplicate() {
      List<Boolean> met = new ArrayList<>();
      CloudAccounts watched =
          new ForwardingCloudAccounts(ownership) {
            @Override
            public RenewResult renew(NewClaim claim, boolean needsRefreshToken) {
              met.add(claim.metDuplicate());
              return super.renew(claim, needsRefreshToken);
            }
          };

      complete(watched, signIn(claim(aliceDrive(), alice()), new ConnectMode.Reauthenticate()));
      complete(watched, signIn(claim(aliceDrive(), alice())));

      assertThat(met).containsExactly(false, true);
    }

    @Test
    void reportsAFailedRenewal() {
      CloudAccounts failing =
          new ForwardingCloudAccounts(ownership) {
            @Override
            public RenewResult renew(NewClaim claim, boolean needsRefreshToken) {
              throw Faults.failed();
            }
          };

      assertThat(complete(failing, signIn(claim(aliceDrive(), alice()))))
          .isEqualTo(refused(ConnectError.DATABASE_ERROR));
      assertThat(events.published())
          .containsExactly(
              duplicate(),
              new ResolutionFailed(aliceDrive(), Resolution.RENEWAL),
              new ClaimFailed(aliceDrive(), Faults.failed().fault()),
              answered(CallbackAnswer.DATABASE_ERROR));
    }
  }

  static List<ConnectMode> knowingModes() {
    return List.of(
        new ConnectMode.Reauthenticate(),
        new ConnectMode.Reconnect(new AccountId(new UUID(0, 1)), aliceDrive()));
  }

  @Nested
  class WhenFlowsRace {
    @Test
    void allFlowsOfOneUserSucceedAndOneInserts() throws Exception {
      providers.identify(claim(aliceDrive(), alice()));
      List<Callable<ConnectOutcome>> flows = callbacks(i -> alice());

      List<ConnectOutcome> outcomes = Race.run(flows);

      assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Connected.class));
      assertThat(found().epoch()).isEqualTo(Epoch.FIRST);
      assertThat(events.published()).filteredOn(AccountConnected.class::isInstance).hasSize(1);
      assertThat(events.published())
          .filteredOn(IdempotentRaceResolved.class::isInstance)
          .hasSize(Race.RUNNERS - 1);
    }

    @Test
    void oneOfManyUsersBecomesTheOwnerAndTheOthersGetOffers() throws Exception {
      providers.identify(claim(aliceDrive(), alice()));
      List<Callable<ConnectOutcome>> flows = callbacks(i -> new UserId("user-" + i));

      List<ConnectOutcome> outcomes = Race.run(flows);

      assertThat(outcomes).filteredOn(Connected.class::isInstance).hasSize(1);
      assertThat(outcomes).filteredOn(Conflict.class::isInstance).hasSize(Race.RUNNERS - 1);
      assertThat(ownership.history(found().id())).hasSize(1);
    }

    private List<Callable<ConnectOutcome>> callbacks(IntFunction<UserId> user) {
      return IntStream.range(0, Race.RUNNERS)
          .mapToObj(user)
          .map(CompleteConnectionTest.this::callback)
          .<Callable<ConnectOutcome>>map(callback -> () -> complete(callback))
          .toList();
    }
  }

  @Nested
  class WhenItIsReleased {
    private final CloudAccount alices = owned(aliceDrive(), alice());
    private final Object released = ownership.release(alices.id(), alice());

    @Test
    void adoptsItAtTheNextEpochWithoutAConflict() {
      assertThat(complete(signIn(claim(aliceDrive(), bob()))))
          .isEqualTo(new Connected(found(), true));

      assertThat(released).isNotNull();
      assertThat(found().owner()).contains(bob());
      assertThat(found().epoch()).isEqualTo(new Epoch(3));
      assertThat(events.published())
          .containsExactly(
              duplicate(),
              new AccountAdopted(aliceDrive(), alices.id(), bob(), new Epoch(3)),
              answered(CallbackAnswer.SUCCESS));
    }

    @Test
    void adoptsItForTheFormerOwnerToo() {
      assertThat(complete(signIn(claim(aliceDrive(), alice()))))
          .isEqualTo(new Connected(found(), true));
      assertThat(found().epoch()).isEqualTo(new Epoch(3));
    }

    @Test
    void looksUpAgainIfAnotherUserIsFaster() {
      CloudAccounts slow =
          new ForwardingCloudAccounts(ownership) {
            @Override
            public AdoptResult adopt(NewClaim claim, Epoch releasedAt) {
              ownership.adopt(Samples.claim(aliceDrive(), carol()), releasedAt);
              return super.adopt(claim, releasedAt);
            }
          };

      assertThat(complete(slow, signIn(claim(aliceDrive(), bob())))).isInstanceOf(Conflict.class);
      assertThat(found().owner()).contains(carol());
      assertThat(events.published())
          .containsExactly(
              duplicate(),
              new OwnershipConflict(aliceDrive(), carol(), bob()),
              answered(CallbackAnswer.CONFLICT));
    }

    @Test
    void looksUpAgainAsOftenAsOthersAreFaster() {
      AtomicInteger faster = new AtomicInteger(5);
      CloudAccounts busy =
          new ForwardingCloudAccounts(ownership) {
            @Override
            public AdoptResult adopt(NewClaim claim, Epoch releasedAt) {
              if (faster.getAndDecrement() > 0) {
                ownership.adopt(Samples.claim(aliceDrive(), carol()), releasedAt);
                ownership.release(alices.id(), carol());
              }
              return super.adopt(claim, releasedAt);
            }
          };

      assertThat(complete(busy, signIn(claim(aliceDrive(), bob()))))
          .isEqualTo(new Connected(found(), true));
      assertThat(found().owner()).contains(bob());
    }

    @Test
    void beginsNoLookUpAfterTwoSeconds() {
      AtomicInteger attempts = new AtomicInteger();
      CloudAccounts slow =
          new ForwardingCloudAccounts(ownership) {
            @Override
            public AdoptResult adopt(NewClaim claim, Epoch releasedAt) {
              attempts.incrementAndGet();
              clock.advance(Duration.ofMillis(1100));
              return new AdoptResult.NoLongerReleased();
            }
          };

      assertThat(complete(slow, signIn(claim(aliceDrive(), bob()))))
          .isEqualTo(refused(ConnectError.DATABASE_UNAVAILABLE));
      assertThat(attempts).hasValue(2);
    }

    @Test
    void givesUpIfTheOwnerKeepsChanging() {
      AtomicInteger lookUps = new AtomicInteger();
      CloudAccounts restless =
          new ForwardingCloudAccounts(ownership) {
            @Override
            public Optional<CloudAccount> find(ProviderAccountId account) {
              lookUps.incrementAndGet();
              return super.find(account);
            }

            @Override
            public AdoptResult adopt(NewClaim claim, Epoch releasedAt) {
              return new AdoptResult.NoLongerReleased();
            }
          };

      assertThat(complete(restless, signIn(claim(aliceDrive(), bob()))))
          .isEqualTo(refused(ConnectError.DATABASE_UNAVAILABLE));
      assertThat(events.published())
          .as("an operator sees why no line followed the duplicate's")
          .anySatisfy(
              event ->
                  assertThat(event)
                      .isInstanceOfSatisfying(
                          ClaimFailed.class,
                          failed ->
                              assertThat(failed.fault().kind())
                                  .isEqualTo(StoreFault.Kind.UNAVAILABLE)));
      assertThat(lookUps).hasValue(20);
    }
  }

  @Nested
  class WhenTheDuplicateHasNoRow {
    private final AtomicInteger inserts = new AtomicInteger();

    /** A store whose unique index refuses this many inserts although no row is found. */
    private CloudAccounts ghost(int refusals) {
      return new ForwardingCloudAccounts(ownership) {
        @Override
        public ClaimResult claim(NewClaim claim) {
          return inserts.incrementAndGet() > refusals
              ? super.claim(claim)
              : new ClaimResult.Duplicate(duplicate());
        }
      };
    }

    @Test
    void insertsOnceMoreAndSucceeds() {
      assertThat(complete(ghost(1), signIn(claim(aliceDrive(), alice()))))
          .isEqualTo(new Connected(found(), true));

      assertThat(inserts).hasValue(2);
      assertThat(events.published())
          .containsExactly(
              duplicate(),
              new AccountConnected(aliceDrive(), found().id(), alice(), Epoch.FIRST),
              answered(CallbackAnswer.SUCCESS));
    }

    @Test
    void isAnInconsistencyAfterTheSecondInsert() {
      assertThat(complete(ghost(Integer.MAX_VALUE), signIn(claim(aliceDrive(), alice()))))
          .isEqualTo(refused(ConnectError.DATABASE_INCONSISTENCY));

      assertThat(inserts).hasValue(2);
      assertThat(events.published())
          .containsExactly(
              duplicate(),
              duplicate(),
              new OwnerMissing(aliceDrive()),
              answered(CallbackAnswer.OTHER));
    }
  }

  @Nested
  class WhenTheOwnerCannotBeLookedUp {
    @ParameterizedTest
    @MethodSource("com.cloudaggregator.application.connect.CompleteConnectionTest#faults")
    void reportsTheFailedLookUpAndNothingElse(Supplier<StoreException> fault) {
      owned(aliceDrive(), alice());
      CloudAccounts blind =
          new ForwardingCloudAccounts(ownership) {
            @Override
            public Optional<CloudAccount> find(ProviderAccountId account) {
              throw fault.get();
            }
          };

      assertThat(complete(blind, signIn(claim(aliceDrive(), bob()))))
          .isEqualTo(refused(ConnectError.DATABASE_QUERY_FAILED));
      assertThat(events.published())
          .containsExactly(
              duplicate(),
              new OwnerLookupFailed(aliceDrive(), fault.get().fault()),
              answered(CallbackAnswer.OTHER));
    }
  }

  static List<Supplier<StoreException>> faults() {
    return List.of(Faults::unavailable, Faults::failed);
  }

  static List<Arguments> failedInserts() {
    return List.of(
        Arguments.of(Faults.otherUniqueConstraint(), ConnectError.DATABASE_ERROR),
        Arguments.of(Faults.failed(), ConnectError.DATABASE_ERROR),
        Arguments.of(Faults.unavailable(), ConnectError.DATABASE_UNAVAILABLE));
  }

  /** Nothing is logged or recorded, so that no trace of the user appears after the erasure. */
  @Test
  void theFlowOfAUserErasedSinceIsNoLongerValid() {
    CloudAccounts afterErasure =
        new ForwardingCloudAccounts(ownership) {
          @Override
          public ClaimResult claim(NewClaim claim) {
            throw Faults.userErased();
          }
        };

    assertThat(complete(afterErasure, signIn(claim(aliceDrive(), bob()))))
        .isEqualTo(refused(ConnectError.INVALID_STATE));
    assertThat(events.published()).isEmpty();
  }

  @Test
  void anErasureAfterTheDuplicateIsNoFailedResolution() {
    owned(aliceDrive(), alice());
    CloudAccounts afterErasure =
        new ForwardingCloudAccounts(ownership) {
          @Override
          public RenewResult renew(NewClaim claim, boolean needsRefreshToken) {
            throw Faults.userErased();
          }
        };

    assertThat(complete(afterErasure, signIn(claim(aliceDrive(), alice()))))
        .isEqualTo(refused(ConnectError.INVALID_STATE));
    assertThat(events.published()).containsExactly(duplicate(), answered(CallbackAnswer.OTHER));
  }

  @ParameterizedTest
  @MethodSource("failedInserts")
  void anotherInsertFailureIsNotAConflict(StoreException fault, ConnectError refusal) {
    owned(aliceDrive(), alice());
    CloudAccounts failing =
        new ForwardingCloudAccounts(ownership) {
          @Override
          public ClaimResult claim(NewClaim claim) {
            throw fault;
          }
        };

    assertThat(complete(failing, signIn(claim(aliceDrive(), bob())))).isEqualTo(refused(refusal));
    assertThat(events.published()).containsExactly(new ClaimFailed(aliceDrive(), fault.fault()));
  }

  @Nested
  class WhenTheRefreshTokenIsMissing {
    private ConnectOutcome completeWithoutIt(
        ProviderAccountId drive, UserId user, ConnectMode mode) {
      return complete(signIn(claimWithoutRefreshToken(drive, user), mode));
    }

    @Test
    void doesNotConnectANewAccount() {
      assertThat(completeWithoutIt(aliceDrive(), alice(), new ConnectMode.Connect()))
          .isEqualTo(refused(ConnectError.MISSING_REFRESH_TOKEN));
      assertThat(ownership.find(aliceDrive())).isEmpty();
      assertThat(events.published()).isEmpty();
    }

    @Test
    void doesNotOfferAnAccountOfAnotherUser() {
      owned(aliceDrive(), alice());

      assertThat(completeWithoutIt(aliceDrive(), bob(), new ConnectMode.Connect()))
          .isEqualTo(refused(ConnectError.MISSING_REFRESH_TOKEN));
      assertThat(events.published()).isEmpty();
    }

    @Test
    void doesNotAdoptAReleasedAccount() {
      CloudAccount account = owned(aliceDrive(), alice());
      ownership.release(account.id(), alice());

      assertThat(completeWithoutIt(aliceDrive(), alice(), new ConnectMode.Connect()))
          .isEqualTo(refused(ConnectError.MISSING_REFRESH_TOKEN));
      assertThat(found().owner()).isEmpty();
    }

    @Test
    void keepsTheTokenStoredForThisOwnerAndEpoch() {
      CloudAccount account = owned(aliceDrive(), alice());

      assertThat(completeWithoutIt(aliceDrive(), alice(), new ConnectMode.Connect()))
          .isEqualTo(new Connected(found()));
      assertThat(ownership.custody(account.id()).orElseThrow().refreshToken())
          .isEqualTo(credentialsOf(alice()).refreshToken());
    }

    @ParameterizedTest
    @MethodSource("com.cloudaggregator.application.connect.CompleteConnectionTest#knowingModes")
    void isMissingIfNoneIsStoredEither(ConnectMode mode) {
      ownership.claim(claimWithoutRefreshToken(aliceDrive(), alice()));

      assertThat(completeWithoutIt(aliceDrive(), alice(), mode))
          .isEqualTo(refused(ConnectError.MISSING_REFRESH_TOKEN));
    }

    @Test
    void isNotRequiredWithoutOfflineAccess() {
      ProviderAccountId drive = ProviderAccountId.of("dropbox", "dbid:AAH4f99");

      ConnectOutcome outcome = completeWithoutIt(drive, alice(), new ConnectMode.Connect());

      assertThat(outcome).isEqualTo(new Connected(ownership.find(drive).orElseThrow()));
      assertThat(completeWithoutIt(drive, alice(), new ConnectMode.Reauthenticate()))
          .isInstanceOf(Connected.class);
      assertThat(drive.provider()).isEqualTo(DROPBOX);
    }
  }

  @Nested
  class WhenReconnecting {
    private final CloudAccount account = owned(aliceDrive(), alice());
    private final ConnectMode mode = new ConnectMode.Reconnect(account.id(), aliceDrive());

    @Test
    void refusesAnotherAccountAndChangesNeither() {
      ProviderAccountId other = newDrive();

      assertThat(complete(signIn(claim(other, alice()), mode)))
          .isEqualTo(
              new ConnectOutcome.OtherAccountChosen(
                  ONEDRIVE, account.id(), claim(other, alice()).label()));
      assertThat(ownership.find(other)).isEmpty();
      assertThat(found()).isEqualTo(account);
      assertThat(events.published()).isEmpty();
    }

    @Test
    void refusesAnotherAccountOfTheSameUserToo() {
      ProviderAccountId other = newDrive();
      owned(other, alice());

      assertThat(complete(signIn(claim(other, alice()), mode)))
          .isEqualTo(
              new ConnectOutcome.OtherAccountChosen(
                  ONEDRIVE, account.id(), claim(other, alice()).label()));
    }

    @Test
    void adoptsTheAccountIfItWasReleasedMeanwhile() {
      ownership.release(account.id(), alice());

      assertThat(complete(signIn(claim(aliceDrive(), alice()), mode)))
          .isEqualTo(new Connected(found(), true));
      assertThat(found().epoch()).isEqualTo(new Epoch(3));
    }
  }
}
