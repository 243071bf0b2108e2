package com.cloudaggregator.web;

import com.cloudaggregator.application.account.AccessTokenOutcome;
import com.cloudaggregator.application.account.AccessTokenOutcome.NeedsReconnect;
import com.cloudaggregator.application.account.AccessTokenOutcome.NotConfigured;
import com.cloudaggregator.application.account.AccessTokenOutcome.NotFound;
import com.cloudaggregator.application.account.AccessTokenOutcome.OwnerChanged;
import com.cloudaggregator.application.account.AccessTokenOutcome.RateLimited;
import com.cloudaggregator.application.account.AccessTokenOutcome.Unavailable;
import com.cloudaggregator.application.account.AccessTokenOutcome.Vended;
import com.cloudaggregator.application.account.VendAccessToken;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Where the owner of an account, or the host's backend for him, gets an access token of its provider. */
@RestController
final class AccessTokenApi {
  private final VendAccessToken tokens;

  AccessTokenApi(VendAccessToken tokens) {
    this.tokens = tokens;
  }

  /**
   * A token as it is used (RFC 6750, section 2.1). It does not print: Spring logs what it writes.
   *
   * @param expiresAt null when the provider does not say
   * @param epoch of the ownership that it belongs to
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record AccessToken(String accessToken, String tokenType, @Nullable Instant expiresAt, long epoch) {
    static AccessToken of(Vended vended) {
      return new AccessToken(
          vended.accessToken().reveal(), "Bearer", vended.expiresAtOrNull(), vended.epoch().value());
    }

    @Override
    public String toString() {
      return "AccessToken[…]";
    }
  }

  @PostMapping("/me/clouds/{account}/access-token")
  AccessToken own(@PathVariable("account") String account, UserId caller, HttpServletResponse response) {
    return answer(tokens.vend(account(account), caller), response);
  }

  /** For a host's backend; the filter chain admits the role {@code service} alone. */
  @PostMapping("/service/users/{user}/clouds/{account}/access-token")
  AccessToken of(
      @PathVariable("user") String user,
      @PathVariable("account") String account,
      UserId caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Epoch epoch = epoch(request);
    return answer(tokens.vendFor(caller, user(user), account(account), epoch), response);
  }

  private static @Nullable Epoch epoch(HttpServletRequest request) throws IOException {
    Long epoch = JsonBody.optionalNumber(request, "epoch").orElse(null);
    if (epoch != null && epoch < 1) {
      throw new RefusedRequest(ErrorCode.VALIDATION_FAILED);
    }
    return epoch == null ? null : new Epoch(epoch);
  }

  private static UserId user(String text) {
    try {
      return new UserId(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedRequest(ErrorCode.ACCOUNT_NOT_FOUND);
    }
  }

  /** What is no id is no account's. */
  private static AccountId account(String text) {
    return Identifiers.parse(text)
        .map(AccountId::new)
        .orElseThrow(() -> new RefusedRequest(ErrorCode.ACCOUNT_NOT_FOUND));
  }

  private static AccessToken answer(AccessTokenOutcome outcome, HttpServletResponse response) {
    return switch (outcome) {
      case Vended vended -> {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        yield AccessToken.of(vended);
      }
      case NotFound() -> throw new RefusedRequest(ErrorCode.ACCOUNT_NOT_FOUND);
      case OwnerChanged() -> throw new RefusedRequest(ErrorCode.OWNER_CHANGED);
      case NeedsReconnect(var reason) ->
          throw new RefusedRequest(Problem.of(ErrorCode.NEEDS_RECONNECT).with("reason", reason.code()));
      case Unavailable(var wait) -> throw new RefusedRequest(Problem.of(ErrorCode.PROVIDER_UNAVAILABLE).after(wait));
      case RateLimited(var wait) -> throw new RefusedRequest(Problem.of(ErrorCode.RATE_LIMITED).after(wait));
      case NotConfigured() -> throw new RefusedRequest(ErrorCode.PROVIDER_NOT_CONFIGURED);
    };
  }
}
