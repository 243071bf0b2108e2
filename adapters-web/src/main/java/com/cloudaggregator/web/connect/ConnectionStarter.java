package com.cloudaggregator.web.connect;

import com.cloudaggregator.application.connect.StartCommand;
import com.cloudaggregator.application.connect.StartCommand.RequestedMode;
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
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.Problem;
import com.cloudaggregator.web.request.Identifiers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Starts a flow in the browser that asks for it, for the API and for the forms of the pages. */
@Component
final class ConnectionStarter {
  private final StartConnection connections;
  private final FlowCookies cookies;

  ConnectionStarter(StartConnection connections, FlowCookies cookies) {
    this.connections = connections;
    this.cookies = cookies;
  }

  /**
   * Parses the parameters of a start; empty if the contract does not allow them. Without a mode, it
   * is {@code connect}.
   */
  static Optional<RequestedMode> parseWish(@Nullable String mode, @Nullable String account) {
    if ("reconnect".equals(mode)) {
      return Optional.ofNullable(account)
          .flatMap(Identifiers::parse)
          .map(AccountId::new)
          .map(RequestedMode.Reconnect::new);
    }
    if (account != null) {
      return Optional.empty();
    }
    return switch (mode) {
      case null -> Optional.of(new RequestedMode.Connect());
      case "connect" -> Optional.of(new RequestedMode.Connect());
      case "reauth" -> Optional.of(new RequestedMode.Reauthenticate());
      default -> Optional.empty();
    };
  }

  /** Adds the binding cookie to the response if, and only if, a flow is started. */
  StartOutcome start(
      UserId user,
      String providerId,
      RequestedMode wish,
      HttpServletRequest request,
      HttpServletResponse response) {
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

  /** The reason why no flow was started; empty if one was. */
  static Optional<Problem> toProblem(StartOutcome outcome) {
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
