package com.cloudaggregator.oauth.provider;

import com.cloudaggregator.application.provider.Providers.ExchangeResult;
import com.cloudaggregator.application.provider.Providers.ExchangeResult.ExchangeUnavailable;
import com.cloudaggregator.application.provider.Providers.ExchangeResult.Identified;
import com.cloudaggregator.application.provider.Providers.ExchangeResult.IdentityInvalid;
import com.cloudaggregator.application.provider.Providers.ExchangeResult.UserInfoRefused;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.oauth.ProviderSettings;
import com.cloudaggregator.oauth.Quirk;
import com.cloudaggregator.oauth.RefusalReporter.Step;
import com.cloudaggregator.oauth.http.Answer;
import com.cloudaggregator.oauth.http.HttpGateway;
import com.cloudaggregator.oauth.http.Json;
import com.cloudaggregator.oauth.openid.IdTokenVerifier;
import com.cloudaggregator.oauth.openid.IdTokenVerifier.Verification;
import com.cloudaggregator.oauth.openid.Issuer;
import com.cloudaggregator.oauth.openid.KeySet;
import com.cloudaggregator.oauth.token.ClientRequests;
import com.cloudaggregator.oauth.token.ProviderRefusals;
import com.cloudaggregator.oauth.token.TokenAnswer;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Determines the account of a grant from the one documented source of its provider: user info, or
 * the claims of the ID token. If both name the account, they must agree.
 */
final class AccountIdentity {
  private static final Duration SKEW = Duration.ofSeconds(60);

  private final Provider provider;
  private final ProviderSettings settings;
  private final ClientRequests requests;
  private final HttpGateway gateway;
  private final KeySet keys;
  private final ProviderRefusals refusals;
  private final Clock clock;

  AccountIdentity(
      Provider provider,
      ProviderSettings settings,
      ClientRequests requests,
      HttpGateway gateway,
      KeySet keys,
      ProviderRefusals refusals,
      Clock clock) {
    this.provider = provider;
    this.settings = settings;
    this.requests = requests;
    this.gateway = gateway;
    this.keys = keys;
    this.refusals = refusals;
    this.clock = clock;
  }

  ExchangeResult identify(Endpoints endpoints, TokenAnswer tokens, String nonce) {
    if (!settings.hasIdToken()) {
      return identify(endpoints, tokens, Optional.empty());
    }
    String issuer = settings.issuer();
    if (tokens.idToken() == null || issuer == null) {
      return refused(Step.ID_TOKEN, "the answer has none", new IdentityInvalid());
    }
    var verifier =
        new IdTokenVerifier(
            new Issuer(issuer, settings.has(Quirk.GOOGLE_ISSUER_WITHOUT_SCHEME)),
            requests.clientId().getValue(),
            keys,
            clock,
            SKEW);
    return switch (verifier.verify(tokens.idToken())) {
      case Verification.Verified(var claims) when !nonce.equals(Json.text(claims, "nonce")) ->
          refused(Step.ID_TOKEN, "nonce", new IdentityInvalid());
      case Verification.Verified(var claims) -> identify(endpoints, tokens, Optional.of(claims));
      case Verification.Invalid(var check) -> refused(Step.ID_TOKEN, check, new IdentityInvalid());
      case Verification.Unavailable _ ->
          refused(Step.ID_TOKEN, "the key set cannot be read", new ExchangeUnavailable());
    };
  }

  private ExchangeResult refused(Step step, String reason, ExchangeResult result) {
    refusals.refused(step, reason);
    return result;
  }

  private ExchangeResult identify(
      Endpoints endpoints, TokenAnswer tokens, Optional<JsonNode> claims) {
    if (endpoints.userInfo() == null) {
      return claims.map(source -> identified(source, tokens)).orElseGet(IdentityInvalid::new);
    }
    Answer answer =
        gateway.send(
            ClientRequests.bearer(
                settings.userInfoMethod(),
                endpoints.userInfo(),
                tokens.credentials().accessToken()));
    return switch (answer) {
      case Answer.Success(var body) when claims.isPresent() && !isSameAccount(claims.get(), body) ->
          refused(
              Step.IDENTITY,
              "user info and ID token name different accounts: "
                  + found(body, settings.accountIdPointer())
                  + ", "
                  + found(claims.get(), "/sub"),
              new IdentityInvalid());
      case Answer.Success(var body) -> identified(body, tokens);
      case Answer.Refused _ -> refused(Step.USER_INFO, answer.reason(), new UserInfoRefused());
      case Answer.Unavailable _ ->
          refused(Step.USER_INFO, answer.reason(), new ExchangeUnavailable());
      case Answer.Malformed _ -> refused(Step.USER_INFO, answer.reason(), new IdentityInvalid());
    };
  }

  /**
   * <a href="https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse">OpenID Connect
   * Core, section 5.3.2</a>.
   */
  private boolean isSameAccount(JsonNode claims, JsonNode userInfo) {
    JsonNode subject = userInfo.path("sub");
    boolean sameSubject =
        subject.isMissingNode() || Objects.equals(spelling(subject), Json.text(claims, "sub"));
    return sameSubject
        && (!settings.has(Quirk.MICROSOFT_OID_MATCHES_ID)
            || MicrosoftAccount.agree(
                claims, Json.text(Json.at(userInfo, settings.accountIdPointer()))));
  }

  private ExchangeResult identified(JsonNode source, TokenAnswer tokens) {
    String pointer = settings.accountIdPointer();
    ProviderAccountId account = account(spelling(Json.at(source, pointer)));
    if (account == null) {
      return refused(
          Step.IDENTITY,
          "account id at "
              + found(source, pointer)
              + (Json.at(source, pointer).isString() ? ", but not a valid account id" : ""),
          new IdentityInvalid());
    }
    JsonNode other = Json.at(tokens.body(), pointer);
    if (settings.has(Quirk.DROPBOX_TOKEN_NAMES_ACCOUNT)
        && !other.isMissingNode()
        && !account.subject().equals(spelling(other))) {
      return refused(
          Step.IDENTITY,
          "user info and token response name different accounts: "
              + found(source, pointer)
              + ", "
              + found(tokens.body(), pointer),
          new IdentityInvalid());
    }
    return new Identified(account, label(source), tokens.credentials().by(provider));
  }

  /** A text as it is, a whole number in decimal; null for anything else. */
  private static @Nullable String spelling(JsonNode id) {
    return id.isIntegralNumber() ? id.bigIntegerValue().toString() : Json.text(id);
  }

  /** The pointer and the JSON type of what it finds, never the value. */
  private static String found(JsonNode source, String pointer) {
    JsonNode id = Json.at(source, pointer);
    return pointer
        + switch (id.getNodeType()) {
          case MISSING -> " is missing";
          case STRING -> " is a JSON string";
          default -> " is a JSON " + id.getNodeType().name().toLowerCase(Locale.ROOT);
        };
  }

  private @Nullable ProviderAccountId account(@Nullable String subject) {
    try {
      return subject == null ? null : new ProviderAccountId(settings.identityOf(provider), subject);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private AccountLabel label(JsonNode source) {
    String pointer = settings.labelPointer();
    String label = pointer == null ? null : Json.text(Json.at(source, pointer));
    return label == null ? AccountLabel.NONE : new AccountLabel(label);
  }
}
