package com.cloudaggregator.oauth.provider;

import com.cloudaggregator.application.provider.Providers.ExchangeResult;
import com.cloudaggregator.application.provider.Providers.ExchangeResult.AccessRefused;
import com.cloudaggregator.application.provider.Providers.ExchangeResult.CodeRefused;
import com.cloudaggregator.application.provider.Providers.ExchangeResult.ExchangeUnavailable;
import com.cloudaggregator.application.provider.Providers.ExchangeResult.IdentityInvalid;
import com.cloudaggregator.application.provider.Providers.ExchangeResult.ScopeInsufficient;
import com.cloudaggregator.application.provider.Refusal;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefusalCategory;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.ProviderSettings;
import com.cloudaggregator.oauth.Quirk;
import com.cloudaggregator.oauth.RefusalReporter.Step;
import com.cloudaggregator.oauth.http.Answer;
import com.cloudaggregator.oauth.http.HttpGateway;
import com.cloudaggregator.oauth.refusal.Meaning;
import com.cloudaggregator.oauth.refusal.ProviderErrors;
import com.cloudaggregator.oauth.refusal.Stage;
import com.cloudaggregator.oauth.token.ClientRequests;
import com.cloudaggregator.oauth.token.ProviderRefusals;
import com.cloudaggregator.oauth.token.TokenAnswer;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import java.net.URI;
import java.time.Clock;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * Exchanges an authorization code (<a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3">RFC 6749, section 4.1.3</a>) and
 * identifies the account of the grant. The code is sent once, whatever happens.
 */
final class CodeExchange {
  private final ProviderSettings settings;
  private final ClientRequests requests;
  private final URI redirectUri;
  private final HttpGateway gateway;
  private final AccountIdentity identity;
  private final ProviderErrors errors;
  private final ProviderRefusals refusals;
  private final Clock clock;

  CodeExchange(
      ProviderSettings settings,
      ClientRequests requests,
      URI redirectUri,
      HttpGateway gateway,
      AccountIdentity identity,
      ProviderErrors errors,
      ProviderRefusals refusals,
      Clock clock) {
    this.settings = settings;
    this.requests = requests;
    this.redirectUri = redirectUri;
    this.gateway = gateway;
    this.identity = identity;
    this.errors = errors;
    this.refusals = refusals;
    this.clock = clock;
  }

  ExchangeResult exchange(Endpoints endpoints, Secret code, Secret codeVerifier, String nonce) {
    var grant =
        new AuthorizationCodeGrant(
            new AuthorizationCode(code.reveal()),
            redirectUri,
            new CodeVerifier(codeVerifier.reveal()));
    Answer answer = gateway.send(requests.token(endpoints.token(), grant));
    return switch (answer) {
      case Answer.Success(var body) when TokenAnswer.isError(body) ->
          refused(answer.reason(), body);
      case Answer.Success(var body) ->
          TokenAnswer.parse(body, settings.scopes(), clock.instant())
              .map(
                  tokens -> {
                    errors.succeeded(null);
                    return identify(endpoints, tokens, nonce);
                  })
              .orElseGet(() -> refused("answer has no usable bearer token", new IdentityInvalid()));
      case Answer.Refused(_, var body) ->
          body == null
              ? refused(answer.reason(), new CodeRefused())
              : refused(answer.reason(), body);
      case Answer.Unavailable _ -> refused(answer.reason(), new ExchangeUnavailable());
      case Answer.Malformed _ -> refused(answer.reason(), new IdentityInvalid());
    };
  }

  private ExchangeResult refused(String reason, JsonNode body) {
    return errors
        .find(Stage.EXCHANGE, body, null)
        .map(found -> refused(reason + " " + found.described(), result(found.meaning())))
        .orElseGet(() -> refused(reason, new CodeRefused()));
  }

  private static ExchangeResult result(Meaning meaning) {
    if (meaning.isAboutTheGrant()) {
      return new CodeRefused();
    }
    return meaning.category() == RefusalCategory.TEMPORARY
        ? new ExchangeUnavailable()
        : new AccessRefused(new Refusal(meaning.category(), meaning.denial()));
  }

  private ExchangeResult refused(String reason, ExchangeResult result) {
    refusals.refused(Step.TOKEN_EXCHANGE, reason);
    return result;
  }

  private ExchangeResult identify(Endpoints endpoints, TokenAnswer tokens, String nonce) {
    return tokens.namesScopes() && !isEnough(tokens.credentials())
        ? refused("a required scope is not granted", new ScopeInsufficient())
        : identity.identify(endpoints, tokens, nonce);
  }

  private boolean isEnough(Credentials credentials) {
    return settings.requiredScopes().stream()
        .allMatch(
            required ->
                credentials.scopes().stream().anyMatch(granted -> isSameScope(required, granted)));
  }

  private boolean isSameScope(String required, String granted) {
    if (!settings.has(Quirk.MICROSOFT_SCOPE_NAMES)) {
      return required.equals(granted);
    }
    return granted.equalsIgnoreCase(required)
        || granted.toLowerCase(Locale.ROOT).endsWith("/" + required.toLowerCase(Locale.ROOT));
  }
}
