package com.cloudaggregator.oauth.token;

import com.cloudaggregator.application.provider.Providers.RefreshRequest;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.oauth.ProviderSettings;
import com.cloudaggregator.oauth.RefusalReporter.Step;
import com.cloudaggregator.oauth.http.Answer;
import com.cloudaggregator.oauth.http.HttpGateway;
import com.cloudaggregator.oauth.refusal.ProviderErrors;
import com.cloudaggregator.oauth.refusal.Stage;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Refreshes an access token (<a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749,
 * section 6</a>).
 */
public final class TokenRefresh {
  private final ProviderSettings settings;
  private final ClientRequests requests;
  private final HttpGateway gateway;
  private final Function<Duration, Optional<URI>> endpoint;
  private final ProviderErrors errors;
  private final ProviderRefusals refusals;
  private final Clock clock;

  /**
   * @param endpoint the token endpoint, looked up within the given time; empty if it is not known
   */
  public TokenRefresh(
      ProviderSettings settings,
      ClientRequests requests,
      HttpGateway gateway,
      Function<Duration, Optional<URI>> endpoint,
      ProviderErrors errors,
      ProviderRefusals refusals,
      Clock clock) {
    this.settings = settings;
    this.requests = requests;
    this.gateway = gateway;
    this.endpoint = endpoint;
    this.errors = errors;
    this.refusals = refusals;
    this.clock = clock;
  }

  public RefreshVerdict refresh(RefreshRequest request) {
    Instant deadline = clock.instant().plus(request.within());
    Optional<URI> known = endpoint.apply(request.within());
    if (known.isEmpty()) {
      return new RefreshVerdict.Transient(RefreshFailure.UNAVAILABLE, null, false);
    }
    HTTPRequest http =
        requests.token(
            known.get(), new RefreshTokenGrant(new RefreshToken(request.refreshToken().reveal())));
    Answer answer = gateway.send(http, Duration.between(clock.instant(), deadline));
    return switch (answer) {
      case Answer.Success(var body) when !TokenAnswer.isError(body) ->
          TokenAnswer.parse(body, List.copyOf(request.scopes()), clock.instant())
              .map(tokens -> refreshed(tokens, request))
              .orElseGet(() -> refused("answer has no usable bearer token"));
      case Answer.Success(var body) -> refused(body, answer.reason(), request);
      case Answer.Refused(_, var body) ->
          body == null ? refused(answer.reason()) : refused(body, answer.reason(), request);
      case Answer.Unavailable(var rateLimited, var retryAfter, var mayHaveHappened, _) -> {
        refusals.refused(Step.TOKEN_REFRESH, answer.reason());
        yield new RefreshVerdict.Transient(
            rateLimited ? RefreshFailure.RATE_LIMITED : RefreshFailure.UNAVAILABLE,
            retryAfter,
            mayHaveHappened);
      }
      case Answer.Malformed _ -> refused(answer.reason());
    };
  }

  private RefreshVerdict refreshed(TokenAnswer tokens, RefreshRequest request) {
    errors.succeeded(request.accountOrNull());
    return new RefreshVerdict.Refreshed(tokens.credentials());
  }

  private RefreshVerdict refused(String reason) {
    refusals.refused(Step.TOKEN_REFRESH, reason);
    return RefusedRefreshes.UNCLEAR;
  }

  /**
   * After a lost answer the provider may already have rotated the refresh token. While it still
   * accepts the old one, a refusal proves nothing.
   */
  private RefreshVerdict refused(JsonNode body, String reason, RefreshRequest request) {
    Optional<ProviderErrors.Found> found =
        errors.find(Stage.REFRESH, body, request.accountOrNull());
    if (found.isEmpty()) {
      return refused(reason);
    }
    refusals.refused(Step.TOKEN_REFRESH, reason + " " + found.get().described());
    RefreshVerdict verdict = RefusedRefreshes.verdict(found.get().meaning());
    Duration unknownFor = request.outcomeUnknownForOrNull();
    boolean mayBeRotated =
        unknownFor != null && unknownFor.compareTo(settings.refreshTokenGrace()) < 0;
    return mayBeRotated && RefusedRefreshes.isAboutTheToken(verdict)
        ? RefusedRefreshes.UNCLEAR
        : verdict;
  }
}
