package com.cloudaggregator.application.connect;

import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.connect.StartCommand.RequestedMode;
import com.cloudaggregator.application.connect.StartOutcome.AccountNotFound;
import com.cloudaggregator.application.connect.StartOutcome.ProviderNotConfigured;
import com.cloudaggregator.application.connect.StartOutcome.ProviderUnavailable;
import com.cloudaggregator.application.connect.StartOutcome.Started;
import com.cloudaggregator.application.connect.StartOutcome.TooManyStarts;
import com.cloudaggregator.application.connect.StartOutcome.UnknownProvider;
import com.cloudaggregator.application.limit.RateLimitResult.Exceeded;
import com.cloudaggregator.application.limit.StartRateLimit;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.application.provider.Providers.AuthorizationRequest;
import com.cloudaggregator.application.provider.Providers.AuthorizationResult.MetadataUnavailable;
import com.cloudaggregator.application.provider.Providers.AuthorizationResult.MetadataUnusable;
import com.cloudaggregator.application.provider.Providers.AuthorizationResult.Redirect;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts a flow: creates its secrets and binds them to the browser. Nothing is stored, so a start
 * costs only a token of the caller's rate limit.
 */
public final class StartConnection {
  private final Providers providers;
  private final CloudAccounts accounts;
  private final AuthorizationFlows flows;
  private final StartRateLimit limits;
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
      StartRateLimit limits,
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
    if (limits.tryAcquire(command.user()) instanceof Exceeded exceeded) {
      return new TooManyStarts(exceeded.retryAfter());
    }
    return switch (command.mode()) {
      case RequestedMode.Connect() -> begin(command, new ConnectMode.Connect(), null);
      case RequestedMode.ConnectChosen(var label) ->
          begin(command, new ConnectMode.Connect(), hint(label));
      case RequestedMode.Reauthenticate() -> begin(command, new ConnectMode.Reauthenticate(), null);
      case RequestedMode.Reconnect(var id) ->
          accounts
              .findOwned(id, command.user())
              .filter(account -> account.providerAccount().provider().equals(command.provider()))
              .map(account -> reconnect(command, account))
              .orElseGet(AccountNotFound::new);
    };
  }

  private StartOutcome reconnect(StartCommand command, CloudAccount account) {
    return begin(
        command,
        new ConnectMode.Reconnect(account.id(), account.providerAccount()),
        hint(account.label()));
  }

  private static @Nullable String hint(AccountLabel label) {
    return label.value().isEmpty() ? null : label.value();
  }

  private StartOutcome begin(StartCommand command, ConnectMode mode, @Nullable String loginHint) {
    Secret state = randomness.nextSecret();
    AuthorizationFlow flow =
        new AuthorizationFlow(
            command.user(),
            command.provider(),
            mode,
            StateHash.of(state),
            randomness.nextSecret().reveal(),
            randomness.nextSecret(),
            clock.instant().plus(timeToLive));
    AuthorizationRequest request =
        new AuthorizationRequest(
            command.provider(),
            state,
            flow.codeVerifier(),
            flow.nonce(),
            loginHint,
            !(mode instanceof ConnectMode.Connect));
    return switch (providers.authorize(request)) {
      case Redirect(var location) ->
          new Started(location, flow.state().flowName(), flows.seal(flow), timeToLive);
      case MetadataUnavailable() -> new ProviderUnavailable();
      case MetadataUnusable() -> new ProviderNotConfigured();
    };
  }
}
