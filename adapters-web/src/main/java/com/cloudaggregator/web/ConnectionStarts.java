package com.cloudaggregator.web;

import com.cloudaggregator.application.connect.StartCommand;
import com.cloudaggregator.application.connect.StartCommand.Wish;
import com.cloudaggregator.application.connect.StartConnection;
import com.cloudaggregator.application.connect.StartOutcome;
import com.cloudaggregator.application.connect.StartOutcome.AccountNotFound;
import com.cloudaggregator.application.connect.StartOutcome.ProviderNotConfigured;
import com.cloudaggregator.application.connect.StartOutcome.ProviderUnavailable;
import com.cloudaggregator.application.connect.StartOutcome.Started;
import com.cloudaggregator.application.connect.StartOutcome.TooManyStarts;
import com.cloudaggregator.application.connect.StartOutcome.UnknownProvider;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Begins a flow in the browser that asks for it, by the API's call and by the pages' form alike. */
final class ConnectionStarts {
  private final StartConnection connections;
  private final FlowCookies cookies;

  ConnectionStarts(StartConnection connections, FlowCookies cookies) {
    this.connections = connections;
    this.cookies = cookies;
  }

  /** What the words of a request mean; absent when they are not of the contract. No mode is the mode connect. */
  static Optional<Wish> wish(@Nullable String mode, @Nullable String account) {
    if ("reconnect".equals(mode)) {
      return Optional.ofNullable(account).flatMap(Identifiers::parse).map(AccountId::new).map(Wish.Reconnect::new);
    }
    if (account != null) {
      return Optional.empty();
    }
    return switch (mode) {
      case null -> Optional.of(new Wish.Connect());
      case "connect" -> Optional.of(new Wish.Connect());
      case "reauth" -> Optional.of(new Wish.Reauthenticate());
      default -> Optional.empty();
    };
  }

  /** The binding cookie is in the response when a flow is started, and only then. */
  StartOutcome start(
      UserId user, String providerId, Wish wish, HttpServletRequest request, HttpServletResponse response) {
    Provider provider;
    try {
      provider = new Provider(providerId);
    } catch (IllegalArgumentException e) {
      return new UnknownProvider();
    }
    StartOutcome outcome = connections.start(new StartCommand(user, provider, wish));
    if (outcome instanceof Started started) {
      cookies.add(started, request, response);
    }
    return outcome;
  }

  /** Why no flow is started; absent when one is. */
  static Optional<Problem> problem(StartOutcome outcome) {
    return switch (outcome) {
      case Started started -> Optional.empty();
      case UnknownProvider() -> Optional.of(Problem.of(ErrorCode.NOT_FOUND));
      case ProviderNotConfigured() -> Optional.of(Problem.of(ErrorCode.PROVIDER_NOT_CONFIGURED));
      case ProviderUnavailable() -> Optional.of(Problem.of(ErrorCode.PROVIDER_UNAVAILABLE));
      case AccountNotFound() -> Optional.of(Problem.of(ErrorCode.ACCOUNT_NOT_FOUND));
      case TooManyStarts(var wait) -> Optional.of(Problem.of(ErrorCode.RATE_LIMITED).after(wait));
    };
  }
}
