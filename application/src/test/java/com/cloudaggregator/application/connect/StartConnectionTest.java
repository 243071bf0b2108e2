package com.cloudaggregator.application.connect;

import static com.cloudaggregator.application.port.Samples.alice;
import static com.cloudaggregator.application.port.Samples.aliceDrive;
import static com.cloudaggregator.application.port.Samples.bob;
import static com.cloudaggregator.application.port.Samples.claim;
import static com.cloudaggregator.application.port.Samples.credentialsOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.flow.StateHash;
import com.cloudaggregator.application.flow.AuthorizationFlow;
import com.cloudaggregator.application.flow.ConnectMode;
import com.cloudaggregator.application.connect.StartCommand.Wish;
import com.cloudaggregator.application.connect.StartOutcome.AccountNotFound;
import com.cloudaggregator.application.connect.StartOutcome.ProviderNotConfigured;
import com.cloudaggregator.application.connect.StartOutcome.ProviderUnavailable;
import com.cloudaggregator.application.connect.StartOutcome.Started;
import com.cloudaggregator.application.connect.StartOutcome.TooManyStarts;
import com.cloudaggregator.application.connect.StartOutcome.UnknownProvider;
import com.cloudaggregator.application.flow.AuthorizationFlow;
import com.cloudaggregator.application.flow.ConnectMode;
import com.cloudaggregator.application.flow.StateHash;
import com.cloudaggregator.application.port.CloudAccounts.ClaimResult;
import com.cloudaggregator.application.port.CountedIds;
import com.cloudaggregator.application.port.CountedRandomness;
import com.cloudaggregator.application.port.InMemoryFlows;
import com.cloudaggregator.application.port.InMemoryOwnership;
import com.cloudaggregator.application.port.NewClaim;
import com.cloudaggregator.application.port.Providers.AuthorizationRequest;
import com.cloudaggregator.application.port.Providers.AuthorizationResult;
import com.cloudaggregator.application.port.ScriptedProviders;
import com.cloudaggregator.application.port.ScriptedStartLimits;
import com.cloudaggregator.application.port.TestClock;
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

/** The beginning of a flow: its secrets, its binding, and the answers that begin none. */
class StartConnectionTest {
  private static final Provider ONEDRIVE = new Provider("onedrive");
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final int STARTS = 3;

  private final TestClock clock = new TestClock();
  private final ScriptedProviders providers = new ScriptedProviders();
  private final InMemoryOwnership ownership = new InMemoryOwnership(clock, new CountedIds());
  private final InMemoryFlows flows = new InMemoryFlows();
  private final ScriptedStartLimits limits = new ScriptedStartLimits(STARTS);
  private final StartConnection start = new StartConnection(
      providers, ownership, flows, limits, new CountedRandomness(), clock, TTL);

  private StartOutcome start(UserId user, String provider, Wish wish) {
    return start.start(new StartCommand(user, new Provider(provider), wish));
  }

  private Started started(Wish wish) {
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
  class WhenItBegins {
    @Test
    void sendsTheBrowserToTheProviderAndBindsTheFlowToIt() {
      Started started = started(new Wish.Connect());

      assertThat(started.location()).isEqualTo(URI.create("https://provider.example/authorize"));
      assertThat(started.timeToLive()).isEqualTo(TTL);
      assertThat(flow(started)).isEqualTo(new AuthorizationFlow(
          alice(),
          ONEDRIVE,
          new ConnectMode.Connect(),
          StateHash.of(request().state()),
          request().nonce(),
          request().codeVerifier(),
          TestClock.START.plus(TTL)));
    }

    @Test
    void namesTheFlowByItsStateSoThatTwoTabsWork() {
      Started one = started(new Wish.Connect());
      Started two = started(new Wish.Connect());

      assertThat(two.flowName()).isEqualTo(StateHash.of(request().state()).flowName());
      assertThat(one.flowName()).isNotEqualTo(two.flowName());
      assertThat(one.binding()).isNotEqualTo(two.binding());
    }

    @Test
    void makesAllItsSecretsAnew() {
      started(new Wish.Connect());
      AuthorizationRequest first = request();
      started(new Wish.Connect());
      AuthorizationRequest second = request();

      assertThat(new Object[] {
            first.state().reveal(), first.codeVerifier().reveal(), first.nonce(),
            second.state().reveal(), second.codeVerifier().reveal(), second.nonce()
          })
          .doesNotHaveDuplicates();
    }

    @Test
    void keepsTheStateOutOfTheFlow() {
      Started started = started(new Wish.Connect());

      assertThat(flow(started).state().hex()).doesNotContain(request().state().reveal());
      assertThat(started.toString()).doesNotContain(started.binding().reveal());
      assertThat(flow(started)).hasToString("AuthorizationFlow[onedrive]");
    }
  }

  @Nested
  class WhatIsAskedOfTheProvider {
    @Test
    void isNoHintAndNoForcedConsentForAnAccountThatIsNew() {
      started(new Wish.Connect());

      assertThat(request().loginHint()).isNull();
      assertThat(request().forceConsent()).isFalse();
    }

    @Test
    void isConsentOnceMoreForAReauthentication() {
      assertThat(flow(started(new Wish.Reauthenticate())).mode()).isEqualTo(new ConnectMode.Reauthenticate());
      assertThat(request().forceConsent()).isTrue();
      assertThat(request().loginHint()).isNull();
    }

    @Test
    void isTheVeryAccountForAReconnection() {
      CloudAccount account = owned(claim(aliceDrive(), alice()));

      Started started = started(new Wish.Reconnect(account.id()));

      assertThat(flow(started).mode()).isEqualTo(new ConnectMode.Reconnect(account.id(), aliceDrive()));
      assertThat(request().forceConsent()).isTrue();
      assertThat(request().loginHint()).isEqualTo("alice@outlook.com");
    }

    @Test
    void isNoHintWhereTheAccountHasNoLabel() {
      CloudAccount account =
          owned(new NewClaim(aliceDrive(), alice(), AccountLabel.NONE, credentialsOf(alice())));

      started(new Wish.Reconnect(account.id()));

      assertThat(request().loginHint()).isNull();
    }
  }

  @Nested
  class WhenTheAccountIsNotTheCallers {
    @Test
    void answersAForeignOneAsOneThatDoesNotExist() {
      CloudAccount bobs = owned(claim(aliceDrive(), bob()));

      assertThat(start(alice(), "onedrive", new Wish.Reconnect(bobs.id()))).isEqualTo(new AccountNotFound());
      assertThat(start(alice(), "onedrive", new Wish.Reconnect(new AccountId(new UUID(0, 1)))))
          .isEqualTo(new AccountNotFound());
      assertThat(providers.authorizations()).isEmpty();
    }

    @Test
    void doesNotKnowItOnceItIsReleased() {
      CloudAccount account = owned(claim(aliceDrive(), alice()));
      ownership.release(account.id(), alice());

      assertThat(start(alice(), "onedrive", new Wish.Reconnect(account.id()))).isEqualTo(new AccountNotFound());
    }

    @Test
    void doesNotKnowItAtAnotherProvider() {
      CloudAccount account = owned(claim(ProviderAccountId.of("dropbox", "dbid:AAH4f99"), alice()));

      assertThat(start(alice(), "onedrive", new Wish.Reconnect(account.id()))).isEqualTo(new AccountNotFound());
    }
  }

  @Nested
  class WhenItDoesNotBegin {
    @Test
    void knowsNoSuchProvider() {
      assertThat(start(alice(), "nosuchcloud", new Wish.Connect())).isEqualTo(new UnknownProvider());
      assertThat(limits.startsOf(alice())).isZero();
    }

    @Test
    void saysThatAProviderHasNoClientHere() {
      assertThat(start(alice(), "box", new Wish.Connect())).isEqualTo(new ProviderNotConfigured());
      assertThat(limits.startsOf(alice())).isZero();
    }

    @Test
    void saysThatTheProvidersMetadataCannotBeHad() {
      providers.answerAuthorization(new AuthorizationResult.Unavailable());

      assertThat(start(alice(), "onedrive", new Wish.Connect())).isEqualTo(new ProviderUnavailable());
    }

    @Test
    void limitsEachUserAndNoOther() {
      for (int i = 0; i < STARTS; i++) {
        assertThat(start(alice(), "onedrive", new Wish.Connect())).isInstanceOf(Started.class);
      }

      assertThat(start(alice(), "onedrive", new Wish.Connect()))
          .isEqualTo(new TooManyStarts(ScriptedStartLimits.RETRY_AFTER));
      assertThat(start(bob(), "onedrive", new Wish.Connect())).isInstanceOf(Started.class);
      assertThat(providers.authorizations()).hasSize(STARTS + 1);
    }
  }
}
