package com.cloudaggregator.web.token;

import com.cloudaggregator.application.token.AccessTokenOutcome;
import com.cloudaggregator.application.token.AccessTokenOutcome.AccountFrozen;
import com.cloudaggregator.application.token.AccessTokenOutcome.AccountNotFound;
import com.cloudaggregator.application.token.AccessTokenOutcome.NeedsReconnect;
import com.cloudaggregator.application.token.AccessTokenOutcome.OwnerChanged;
import com.cloudaggregator.application.token.AccessTokenOutcome.ProviderNotConfigured;
import com.cloudaggregator.application.token.AccessTokenOutcome.ProviderUnavailable;
import com.cloudaggregator.application.token.AccessTokenOutcome.RateLimited;
import com.cloudaggregator.application.token.AccessTokenOutcome.Vended;
import com.cloudaggregator.application.token.VendAccessToken;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.web.openapi.ApiCall;
import com.cloudaggregator.web.openapi.ApiGroup;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.Problem;
import com.cloudaggregator.web.problem.ProblemException;
import com.cloudaggregator.web.request.Identifiers;
import com.cloudaggregator.web.request.JsonBody;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Vends an access token of the provider to the owner of an account, or to the host's backend on
 * their behalf.
 */
@RestController
final class AccessTokenApi {
  /** What a request for a token comes to, as the metric names it. */
  private enum Result {
    VENDED,
    NOT_FOUND,
    OWNER_CHANGED,
    NEEDS_RECONNECT,
    PROVIDER_UNAVAILABLE,
    RATE_LIMITED,
    PROVIDER_NOT_CONFIGURED,
    ACCOUNT_FROZEN;

    static Result of(AccessTokenOutcome outcome) {
      return switch (outcome) {
        case Vended _ -> VENDED;
        case AccountNotFound _ -> NOT_FOUND;
        case OwnerChanged _ -> OWNER_CHANGED;
        case NeedsReconnect _ -> NEEDS_RECONNECT;
        case ProviderUnavailable _ -> PROVIDER_UNAVAILABLE;
        case RateLimited _ -> RATE_LIMITED;
        case ProviderNotConfigured _ -> PROVIDER_NOT_CONFIGURED;
        case AccountFrozen _ -> ACCOUNT_FROZEN;
      };
    }

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String OWNER = "owner";
  private static final String SERVICE = "service";

  private final VendAccessToken tokens;
  private final MeterProvider<Counter> vends;

  AccessTokenApi(VendAccessToken tokens, MeterRegistry meters) {
    this.tokens = tokens;
    this.vends =
        Counter.builder("cloud.aggregator.vends")
            .description("Requests for an access token, by who asked and what they got.")
            .withRegistry(meters);
    for (Result result : Result.values()) {
      count(OWNER, result);
      count(SERVICE, result);
    }
  }

  /**
   * A bearer token (<a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, section
   * 2.1</a>). Its text leaves the token out, because Spring logs what it writes.
   *
   * @param expiresAt null if the provider does not say
   * @param epoch the epoch of the ownership that the token belongs to
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record AccessToken(
      String accessToken, String tokenType, @Nullable Instant expiresAt, long epoch) {
    static AccessToken of(Vended vended) {
      return new AccessToken(
          vended.accessToken().reveal(),
          "Bearer",
          vended.expiresAtOrNull(),
          vended.epoch().value());
    }

    @Override
    public String toString() {
      return "AccessToken[…]";
    }
  }

  @ApiCall(
      group = ApiGroup.ACCESS_TOKEN,
      id = "getAccessToken",
      answer =
          """
          {"access_token": "EwBo…", "token_type": "Bearer", "expires_at": "2026-11-25T11:00:00Z", "epoch": 3}""",
      refuses = {
        ErrorCode.ACCOUNT_NOT_FOUND,
        ErrorCode.ACCOUNT_FROZEN,
        ErrorCode.NEEDS_RECONNECT,
        ErrorCode.RATE_LIMITED,
        ErrorCode.PROVIDER_UNAVAILABLE,
        ErrorCode.PROVIDER_NOT_CONFIGURED
      })
  @PostMapping("/me/clouds/{account}/access-token")
  AccessToken vendToOwner(
      @PathVariable("account") String account, UserId caller, HttpServletResponse response) {
    return toAnswer(OWNER, tokens.vend(parseAccount(account), caller), response);
  }

  /** For the host's backend; the filter chain requires the role {@code service}. */
  @ApiCall(
      group = ApiGroup.ACCESS_TOKEN,
      id = "getAccessTokenOfUser",
      body =
          """
          {"epoch": 3}""",
      bodyOptional = true,
      answer =
          """
          {"access_token": "EwBo…", "token_type": "Bearer", "expires_at": "2026-11-25T11:00:00Z", "epoch": 3}""",
      refuses = {
        ErrorCode.ACCOUNT_NOT_FOUND,
        ErrorCode.OWNER_CHANGED,
        ErrorCode.ACCOUNT_FROZEN,
        ErrorCode.NEEDS_RECONNECT,
        ErrorCode.RATE_LIMITED,
        ErrorCode.PROVIDER_UNAVAILABLE,
        ErrorCode.PROVIDER_NOT_CONFIGURED
      })
  @PostMapping("/service/users/{user}/clouds/{account}/access-token")
  AccessToken vendToService(
      @PathVariable("user") String user,
      @PathVariable("account") String account,
      UserId caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Epoch epoch = readEpoch(request);
    return toAnswer(
        SERVICE, tokens.vendFor(caller, parseUser(user), parseAccount(account), epoch), response);
  }

  private static @Nullable Epoch readEpoch(HttpServletRequest request) throws IOException {
    Long epoch = JsonBody.optionalNumber(request, "epoch").orElse(null);
    if (epoch != null && epoch < 1) {
      throw new ProblemException(ErrorCode.VALIDATION_FAILED);
    }
    return epoch == null ? null : new Epoch(epoch);
  }

  private static UserId parseUser(String text) {
    try {
      return new UserId(text);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(ErrorCode.ACCOUNT_NOT_FOUND);
    }
  }

  /** A malformed id is answered like an unknown account. */
  private static AccountId parseAccount(String text) {
    return Identifiers.parse(text)
        .map(AccountId::new)
        .orElseThrow(() -> new ProblemException(ErrorCode.ACCOUNT_NOT_FOUND));
  }

  private Counter count(String caller, Result result) {
    return vends.withTags("caller", caller, "outcome", result.code());
  }

  private AccessToken toAnswer(
      String caller, AccessTokenOutcome outcome, HttpServletResponse response) {
    count(caller, Result.of(outcome)).increment();
    return switch (outcome) {
      case Vended vended -> {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        yield AccessToken.of(vended);
      }
      case AccountNotFound() -> throw new ProblemException(ErrorCode.ACCOUNT_NOT_FOUND);
      case OwnerChanged() -> throw new ProblemException(ErrorCode.OWNER_CHANGED);
      case AccountFrozen() -> throw new ProblemException(ErrorCode.ACCOUNT_FROZEN);
      case NeedsReconnect(var reason) ->
          throw new ProblemException(
              Problem.of(ErrorCode.NEEDS_RECONNECT).with("reason", reason.code()));
      case ProviderUnavailable(var wait) ->
          throw new ProblemException(Problem.of(ErrorCode.PROVIDER_UNAVAILABLE).after(wait));
      case RateLimited(var wait) ->
          throw new ProblemException(Problem.of(ErrorCode.RATE_LIMITED).after(wait));
      case ProviderNotConfigured() -> throw new ProblemException(ErrorCode.PROVIDER_NOT_CONFIGURED);
    };
  }
}
