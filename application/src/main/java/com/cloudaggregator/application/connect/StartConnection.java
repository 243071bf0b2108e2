package com.cloudaggregator.application.connect;

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
import com.cloudaggregator.application.port.AuthorizationFlows;
import com.cloudaggregator.application.port.CloudAccounts;
import com.cloudaggregator.application.port.Providers;
import com.cloudaggregator.application.port.Providers.AuthorizationRequest;
import com.cloudaggregator.application.port.Providers.AuthorizationResult.Redirect;
import com.cloudaggregator.application.port.Providers.AuthorizationResult.Unavailable;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.application.port.Randomness;
import com.cloudaggregator.application.port.StartLimits;
import com.cloudaggregator.application.port.StartLimits.LimitResult.Exceeded;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Begins a flow: makes its secrets and binds them to the browser. Nothing is stored, so starts cost nothing but the
 * caller's own allowance.
 */
public final class StartConnection {
  private final Providers providers;
  private final CloudAccounts accounts;
  private final AuthorizationFlows flows;
  private final StartLimits limits;
  private final Randomness randomness;
  private final Clock clock;
  private final Duration timeToLive;

  /**
   * @param timeToLive how long the user may take at the provider, at most 10 minutes
   */
  public StartConnection(
      Providers providers,
      CloudAccounts accounts,
      AuthorizationFlows flows,
      StartLimits limits,
      Randomness randomness,
      Clock clock,
      Duration timeToLive) {
    this.providers = providers;
    this.accounts = accounts;
    this.flows = flows;
    this.limits = limits;
    this.randomness = randomness;
    this.clock = clock;
    this.timeToLive = timeToLive;
  }

  public StartOutcome start(StartCommand command) {
    Optional<ProviderProfile> profile = providers.find(command.provider());
    if (profile.isEmpty()) {
      return new UnknownProvider();
    }
    if (!profile.get().configured()) {
      return new ProviderNotConfigured();
    }
    if (limits.tryStart(command.user()) instanceof Exceeded exceeded) {
      return new TooManyStarts(exceeded.retryAfter());
    }
    return switch (command.wish()) {
      case Wish.Connect() -> begin(command, new ConnectMode.Connect(), null);
      case Wish.ConnectChosen(var label) -> begin(command, new ConnectMode.Connect(), hint(label));
      case Wish.Reauthenticate() -> begin(command, new ConnectMode.Reauthenticate(), null);
      case Wish.Reconnect(var id) ->
          accounts.findOwned(id, command.user())
              .filter(account -> account.providerAccount().provider().equals(command.provider()))
              .map(account -> reconnect(command, account))
              .orElseGet(AccountNotFound::new);
    };
  }

  private StartOutcome reconnect(StartCommand command, CloudAccount account) {
    return begin(
        command, new ConnectMode.Reconnect(account.id(), account.providerAccount()), hint(account.label()));
  }

  private static @Nullable String hint(AccountLabel label) {
    return label.value().isEmpty() ? null : label.value();
  }

  private StartOutcome begin(StartCommand command, ConnectMode mode, @Nullable String loginHint) {
    Secret state = randomness.secret();
    AuthorizationFlow flow = new AuthorizationFlow(
        command.user(),
        command.provider(),
        mode,
        StateHash.of(state),
        randomness.secret().reveal(),
        randomness.secret(),
        clock.instant().plus(timeToLive));
    AuthorizationRequest request = new AuthorizationRequest(
        command.provider(),
        state,
        flow.codeVerifier(),
        flow.nonce(),
        loginHint,
        !(mode instanceof ConnectMode.Connect));
    return switch (providers.authorize(request)) {
      case Redirect(var location) ->
          new Started(location, flow.state().flowName(), flows.seal(flow), timeToLive);
      case Unavailable() -> new ProviderUnavailable();
    };
  }
}
