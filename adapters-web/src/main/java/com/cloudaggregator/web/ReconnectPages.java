package com.cloudaggregator.web;

import com.cloudaggregator.application.connect.StartOutcome;
import com.cloudaggregator.domain.account.UserId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Connects, as a new one, the account that was chosen where another was to be reconnected. Which it is, the session
 * knows; the request has no word in it, so nobody's address can be made a hint but one that was just signed in to.
 */
@Controller
final class ReconnectPages {
  private final ConnectionStarts starts;
  private final Clock clock;

  ReconnectPages(ConnectionStarts starts, Clock clock) {
    this.starts = starts;
    this.clock = clock;
  }

  @PostMapping("/app/connect-chosen")
  void connectChosen(@Nullable Principal principal, HttpServletRequest request, HttpServletResponse response) {
    Optional<UserId> user = Optional.ofNullable(principal).flatMap(PrincipalUser::of);
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader(
        HttpHeaders.LOCATION, user.map(known -> location(known, request, response)).orElse("/login#_"));
  }

  private String location(UserId user, HttpServletRequest request, HttpServletResponse response) {
    Optional<ReconnectResult.Chosen> chosen = ReconnectResult.take(user, clock, request);
    if (chosen.isEmpty()) {
      return refused(ErrorCode.INVALID_STATE, "");
    }
    String provider = chosen.get().provider();
    return switch (starts.start(user, provider, chosen.get().wish(), request, response)) {
      case StartOutcome.Started started -> started.location().toString();
      case StartOutcome.UnknownProvider() -> refused(ErrorCode.PROVIDER_NOT_CONFIGURED, "");
      case StartOutcome.ProviderNotConfigured() -> refused(ErrorCode.PROVIDER_NOT_CONFIGURED, provider);
      case StartOutcome.ProviderUnavailable() -> refused(ErrorCode.PROVIDER_UNAVAILABLE, provider);
      case StartOutcome.AccountNotFound() -> refused(ErrorCode.ACCOUNT_NOT_FOUND, provider);
      case StartOutcome.TooManyStarts(var wait) -> refused(ErrorCode.RATE_LIMITED, provider);
    };
  }

  private static String refused(ErrorCode code, String provider) {
    return "/app?error=" + code.code() + (provider.isEmpty() ? "" : "&provider=" + provider);
  }
}
