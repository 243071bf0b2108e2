package com.cloudaggregator.application.connect;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.aliceDrive;
import static com.cloudaggregator.application.testing.Samples.bob;
import static com.cloudaggregator.application.testing.Samples.claim;
import static com.cloudaggregator.application.testing.Samples.credentialsOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.connect.StartCommand.RequestedMode;
import com.cloudaggregator.application.connect.StartOutcome.AccountNotFound;
import com.cloudaggregator.application.connect.StartOutcome.ProviderNotConfigured;
import com.cloudaggregator.application.connect.StartOutcome.ProviderUnavailable;
import com.cloudaggregator.application.connect.StartOutcome.Started;
import com.cloudaggregator.application.connect.StartOutcome.TooManyStarts;
import com.cloudaggregator.application.connect.StartOutcome.UnknownProvider;
import com.cloudaggregator.application.limit.ScriptedStartRateLimit;
import com.cloudaggregator.application.provider.Providers.AuthorizationRequest;
import com.cloudaggregator.application.provider.Providers.AuthorizationResult;
import com.cloudaggregator.application.provider.ScriptedProviders;
import com.cloudaggregator.application.testing.CountedIds;
import com.cloudaggregator.application.testing.CountedRandomness;
import com.cloudaggregator.application.testing.InMemoryOwnership;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Starting a flow: its secrets, its binding, and the outcomes that start none. */
class StartConnectionTest {
  private static final Provider ONEDRIVE = new Provider("onedrive");
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final int STARTS = 3;

  private final TestClock clock = new TestClock();
  private final ScriptedProviders providers = new ScriptedProviders();
  private final InMemoryOwnership ownership = new InMemoryOwnership(clock, new CountedIds());
  private final InMemoryFlows flows = new InMemoryFlows();
  private final ScriptedStartRateLimit limits = new ScriptedStartRateLimit(STARTS);
  private final StartConnection start =
      new StartConnection(providers, ownership, flows, limits, new CountedRandomness(), clock, TTL);

  private StartOutcome start(UserId user, String provider, RequestedMode wish) {
    return start.start(new StartCommand(user, new Provider(provider), wish));
  }

  private Started started(RequestedMode wish) {
    return (Started) start(alice(), "onedrive", wish);
  }

  private AuthorizationRequest request() {
    return providers.authorizations().getLast();
  }

  private AuthorizationFlow flow(Started started) {
    return flows.open(started.binding()).orElseThrow();
  }

  private CloudAccount owned(NewClaim claim) {
    return ((ClaimResult.Claimed) ownership.claim(claim)).account();
  }

  @Nested
  class WhenAFlowStarts {
    @Test
    void sendsTheBrowserToTheProviderAndBindsTheFlowToIt() {
      Started started = started(new RequestedMode.Connect());

      assertThat(started.location()).isEqualTo(URI.create("https://provider.example/authorize"));
      assertThat(started.timeToLive()).isEqualTo(TTL);
      assertThat(flow(started))
          .isEqualTo(
              new AuthorizationFlow(
                  alice(),
                  ONEDRIVE,
                  new ConnectMode.Connect(),
                  StateHash.of(request().state()),
                  request().nonce(),
                  request().codeVerifier(),
                  TestClock.START.plus(TTL)));
    }

    @Test
    void namesTheFlowAfterItsStateSoThatTwoTabsWork() {
      Started one = started(new RequestedMode.Connect());
      Started two = started(new RequestedMode.Connect());

      assertThat(two.flowName()).isEqualTo(StateHash.of(request().state()).flowName());
      assertThat(one.flowName()).isNotEqualTo(two.flowName());
      assertThat(one.binding()).isNotEqualTo(two.binding());
    }

    @Test
    void createsNewSecretsForEachFlow() {
      started(new RequestedMode.Connect());
      AuthorizationRequest first = request();
      started(new RequestedMode.Connect());
      AuthorizationRequest second = request();

      assertThat(
              new Object[] {
                first.state().reveal(), first.codeVerifier().reveal(), first.nonce(),
                second.state().reveal(), second.codeVerifier().reveal(), second.nonce()
              })
          .doesNotHaveDuplicates();
    }

    @Test
    void keepsTheStateOutOfTheFlow() {
      Started started = started(new RequestedMode.Connect());

      assertThat(flow(started).state().hex()).doesNotContain(request().state().reveal());
      assertThat(started.toString()).doesNotContain(started.binding().reveal());
      assertThat(flow(started)).hasToString("AuthorizationFlow[onedrive]");
    }
  }

  @Nested
  class TheAuthorizationRequest {
    @Test
    void sendsNoHintAndForcesNoConsentForANewAccount() {
      started(new RequestedMode.Connect());

      assertThat(request().loginHint()).isNull();
      assertThat(request().forceConsent()).isFalse();
    }

    @Test
    void forcesConsentForAReauthentication() {
      assertThat(flow(started(new RequestedMode.Reauthenticate())).mode())
          .isEqualTo(new ConnectMode.Reauthenticate());
      assertThat(request().forceConsent()).isTrue();
      assertThat(request().loginHint()).isNull();
    }

    @Test
    void sendsTheLabelAsHintForAReconnect() {
      CloudAccount account = owned(claim(aliceDrive(), alice()));

      Started started = started(new RequestedMode.Reconnect(account.id()));

      assertThat(flow(started).mode())
          .isEqualTo(new ConnectMode.Reconnect(account.id(), aliceDrive()));
      assertThat(request().forceConsent()).isTrue();
      assertThat(request().loginHint()).isEqualTo("alice@outlook.com");
    }

    @Test
    void sendsNoHintIfTheAccountHasNoLabel() {
      CloudAccount account =
          owned(new NewClaim(aliceDrive(), alice(), AccountLabel.NONE, credentialsOf(alice())));

      started(new RequestedMode.Reconnect(account.id()));

      assertThat(request().loginHint()).isNull();
    }
  }

  @Nested
  class WhenTheCallerDoesNotOwnTheAccount {
    @Test
    void treatsAnAccountOfAnotherUserAsUnknown() {
      CloudAccount bobs = owned(claim(aliceDrive(), bob()));

      assertThat(start(alice(), "onedrive", new RequestedMode.Reconnect(bobs.id())))
          .isEqualTo(new AccountNotFound());
      assertThat(
              start(
                  alice(), "onedrive", new RequestedMode.Reconnect(new AccountId(new UUID(0, 1)))))
          .isEqualTo(new AccountNotFound());
      assertThat(providers.authorizations()).isEmpty();
    }

    @Test
    void doesNotFindAReleasedAccount() {
      CloudAccount account = owned(claim(aliceDrive(), alice()));
      ownership.release(account.id(), alice());

      assertThat(start(alice(), "onedrive", new RequestedMode.Reconnect(account.id())))
          .isEqualTo(new AccountNotFound());
    }

    @Test
    void doesNotFindItAtAnotherProvider() {
      CloudAccount account = owned(claim(ProviderAccountId.of("dropbox", "dbid:AAH4f99"), alice()));

      assertThat(start(alice(), "onedrive", new RequestedMode.Reconnect(account.id())))
          .isEqualTo(new AccountNotFound());
    }
  }

  @Nested
  class WhenAFlowIsRefused {
    @Test
    void refusesAnUnknownProvider() {
      assertThat(start(alice(), "nosuchcloud", new RequestedMode.Connect()))
          .isEqualTo(new UnknownProvider());
      assertThat(limits.startsOf(alice())).isZero();
    }

    @Test
    void refusesAProviderThatIsNotConfigured() {
      assertThat(start(alice(), "box", new RequestedMode.Connect()))
          .isEqualTo(new ProviderNotConfigured());
      assertThat(limits.startsOf(alice())).isZero();
    }

    @Test
    void reportsUnavailableProviderMetadata() {
      providers.answerAuthorization(new AuthorizationResult.MetadataUnavailable());

      assertThat(start(alice(), "onedrive", new RequestedMode.Connect()))
          .isEqualTo(new ProviderUnavailable());
    }

    /** Another issuer in the metadata is a mistake in the configuration and does not pass. */
    @Test
    void doesNotAskToTryAgainIfTheMetadataDoesNotFit() {
      providers.answerAuthorization(new AuthorizationResult.MetadataUnusable());

      assertThat(start(alice(), "onedrive", new RequestedMode.Connect()))
          .isEqualTo(new ProviderNotConfigured());
    }

    @Test
    void limitsEachUserSeparately() {
      for (int i = 0; i < STARTS; i++) {
        assertThat(start(alice(), "onedrive", new RequestedMode.Connect()))
            .isInstanceOf(Started.class);
      }

      assertThat(start(alice(), "onedrive", new RequestedMode.Connect()))
          .isEqualTo(new TooManyStarts(ScriptedStartRateLimit.RETRY_AFTER));
      assertThat(start(bob(), "onedrive", new RequestedMode.Connect())).isInstanceOf(Started.class);
      assertThat(providers.authorizations()).hasSize(STARTS + 1);
    }
  }
}
