package com.cloudaggregator.oauth;

import com.cloudaggregator.application.port.Providers.AuthorizationRequest;
import com.cloudaggregator.application.port.Providers.AuthorizationResult;
import com.cloudaggregator.application.port.Providers.ExchangeResult;
import com.cloudaggregator.application.port.Providers.ExchangeResult.CodeRefused;
import com.cloudaggregator.application.port.Providers.ExchangeResult.Identified;
import com.cloudaggregator.application.port.Providers.ExchangeResult.IdentityInvalid;
import com.cloudaggregator.application.port.Providers.ExchangeResult.ScopeInsufficient;
import com.cloudaggregator.application.port.Providers.ExchangeResult.Unavailable;
import com.cloudaggregator.application.port.Providers.ExchangeResult.UserInfoRefused;
import com.cloudaggregator.application.port.Providers.IssuerCheck;
import com.cloudaggregator.application.port.Providers.RefreshRequest;
import com.cloudaggregator.application.port.Providers.StorageResult;
import com.cloudaggregator.application.port.RevocationEndpoints.RevokeResult;
import com.cloudaggregator.application.port.Revocations.TokenKind;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshTrouble;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.HttpGateway.Answer;
import com.cloudaggregator.oauth.IdTokens.Verification;
import com.cloudaggregator.oauth.OAuthAdapter.ProviderSettings;
import com.cloudaggregator.oauth.OAuthAdapter.Quirk;
import com.cloudaggregator.oauth.OAuthAdapter.UserInfoMethod;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Token;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * The authorization code flow with one provider (RFC 6749, section 4.1, with RFC 7636 and OpenID Connect Core). What it
 * answers is a proof of control or a reason; which is which follows section 5.4 of the contract.
 */
final class ProviderClient implements AutoCloseable {
  /** RFC 7636, section 4.1, and more than any provider's code; a longer one is not sent. */
  private static final int LONGEST_CODE = 8192;

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

  private final Provider provider;
  private final ProviderSettings settings;
  private final URI redirectUri;
  private final HttpGateway gateway;
  private final RemoteValue<Endpoints> endpoints;
  private final ProviderKeys keys;
  private final Clock clock;
  private final boolean insecureLoopback;

  ProviderClient(
      Provider provider, ProviderSettings settings, URI redirectUri, boolean insecureLoopback, Clock clock) {
    this.provider = provider;
    this.settings = settings;
    this.redirectUri = redirectUri;
    this.insecureLoopback = insecureLoopback;
    this.clock = clock;
    this.gateway = new HttpGateway(new HttpGateway.Limits(
        settings.connectTimeout(),
        settings.totalTimeout(),
        settings.maxResponseBytes(),
        settings.maxConcurrentCalls(),
        insecureLoopback),
        clock);
    this.endpoints = new RemoteValue<>(() -> Endpoints.configured(settings).or(this::discover), clock);
    this.keys = new ProviderKeys(this::readKeys, clock);
    requireCallable(Stream.of(settings.authorizationUri(), settings.tokenUri(), settings.userInfoUri(),
        settings.jwksUri(), settings.revocationUri(), settings.storageUri(),
        settings.issuer() == null ? null : URI.create(new Issuer(settings.issuer()).metadataAddress())));
  }

  private void requireCallable(Stream<@Nullable URI> addresses) {
    addresses.flatMap(Stream::ofNullable)
        .filter(address -> !HttpGateway.permits(address, insecureLoopback))
        .findFirst()
        .ifPresent(address -> {
          throw new IllegalArgumentException("Provider " + provider + " has an address that is not https: " + address);
        });
  }

  ProviderProfile profile() {
    return new ProviderProfile(
        provider, settings.displayName(), settings.configured(), settings.offlineAccess(),
        settings.revocation() != OAuthAdapter.Revocation.NONE, settings.permissionsPages(),
        settings.scopes());
  }

  AuthorizationResult authorize(AuthorizationRequest request) {
    return endpoints.get()
        .<AuthorizationResult>map(known ->
            new AuthorizationResult.Redirect(authorizationUri(known.authorization(), request)))
        .orElseGet(AuthorizationResult.Unavailable::new);
  }

  private URI authorizationUri(URI endpoint, AuthorizationRequest request) {
    var builder = new com.nimbusds.oauth2.sdk.AuthorizationRequest.Builder(ResponseType.CODE, clientId())
        .endpointURI(endpoint)
        .redirectionURI(redirectUri)
        .state(new State(request.state().reveal()))
        .codeChallenge(new CodeVerifier(request.codeVerifier().reveal()), CodeChallengeMethod.S256);
    if (!settings.scopes().isEmpty()) {
      builder.scope(new Scope(settings.scopes().toArray(String[]::new)));
    }
    if (settings.idToken()) {
      builder.customParameter("nonce", request.nonce());
    }
    if (request.loginHint() != null) {
      builder.customParameter("login_hint", request.loginHint());
    }
    Map<String, String> more = new HashMap<>(settings.authorizationParameters());
    if (request.forceConsent()) {
      more.putAll(settings.consentParameters());
    }
    more.forEach(builder::customParameter);
    return builder.build().toURI();
  }

  IssuerCheck checkIssuer(@Nullable String issuer) {
    boolean accepted = issuer == null ? !mustNameIssuer() : isNamed(issuer);
    return accepted ? IssuerCheck.ACCEPTED : IssuerCheck.REFUSED;
  }

  private boolean mustNameIssuer() {
    return settings.responseIss() == OAuthAdapter.ResponseIss.REQUIRED
        || endpoints.peek().map(Endpoints::issuerInResponse).orElse(false);
  }

  private boolean isNamed(String issuer) {
    return settings.issuer() != null && new Issuer(settings.issuer()).matches(issuer);
  }

  ExchangeResult exchange(Secret code, Secret codeVerifier, String nonce) {
    if (code.reveal().isBlank() || code.reveal().length() > LONGEST_CODE) {
      return new CodeRefused();
    }
    Optional<Endpoints> known = endpoints.get();
    if (known.isEmpty()) {
      return new Unavailable();
    }
    return switch (gateway.send(tokenRequest(known.get().token(), code, codeVerifier))) {
      case Answer.Success(var body) when body.has("error") -> new CodeRefused();
      case Answer.Success(var body) ->
          TokenAnswer.parse(body, settings.scopes(), clock.instant())
              .map(tokens -> identify(known.get(), tokens, nonce))
              .orElseGet(IdentityInvalid::new);
      case Answer.Refused _ -> new CodeRefused();
      case Answer.Unavailable _ -> new Unavailable();
      case Answer.Malformed _ -> new IdentityInvalid();
    };
  }

  private HTTPRequest tokenRequest(URI endpoint, Secret code, Secret codeVerifier) {
    return tokenRequest(endpoint, new AuthorizationCodeGrant(
        new AuthorizationCode(code.reveal()), redirectUri, new CodeVerifier(codeVerifier.reveal())));
  }

  /** A public client names itself, and proves nothing (RFC 6749, section 3.2.1). */
  private HTTPRequest tokenRequest(URI endpoint, AuthorizationGrant grant) {
    TokenRequest.Builder request = settings.isPublicClient()
        ? new TokenRequest.Builder(endpoint, clientId(), grant)
        : new TokenRequest.Builder(endpoint, clientAuthentication(), grant);
    return request.build().toHTTPRequest();
  }

  /** RFC 7009, section 2.1. */
  private HTTPRequest revocationRequest(URI endpoint, Token token) {
    TokenRevocationRequest request = settings.isPublicClient()
        ? new TokenRevocationRequest(endpoint, clientId(), token)
        : new TokenRevocationRequest(endpoint, clientAuthentication(), token);
    return request.toHTTPRequest();
  }

  /** RFC 6749, section 6. */
  RefreshVerdict refresh(RefreshRequest request) {
    Instant deadline = clock.instant().plus(request.within());
    URI endpoint = tokenEndpoint();
    if (endpoint == null) {
      return new RefreshVerdict.Transient(RefreshTrouble.UNAVAILABLE, null, false);
    }
    HTTPRequest http =
        tokenRequest(endpoint, new RefreshTokenGrant(new RefreshToken(request.refreshToken().reveal())));
    return switch (gateway.send(http, Duration.between(clock.instant(), deadline))) {
      case Answer.Success(var body) when body.has("error") -> refused(body, request);
      case Answer.Success(var body) ->
          TokenAnswer.parse(body, List.copyOf(request.scopes()), clock.instant())
              .<RefreshVerdict>map(answer -> new RefreshVerdict.Refreshed(answer.credentials()))
              .orElse(RefusedRefreshes.UNCLEAR);
      case Answer.Refused(_, var body) -> body == null ? RefusedRefreshes.UNCLEAR : refused(body, request);
      case Answer.Unavailable(var rateLimited, var retryAfter, var mayHaveHappened) -> new RefreshVerdict.Transient(
          rateLimited ? RefreshTrouble.RATE_LIMITED : RefreshTrouble.UNAVAILABLE, retryAfter, mayHaveHappened);
      case Answer.Malformed _ -> RefusedRefreshes.UNCLEAR;
    };
  }

  RevokeResult revoke(Secret token, TokenKind kind) {
    return new GrantRevocation(settings, gateway, this::revocationRequest, refreshToken -> refresh(
            new RefreshRequest(provider, refreshToken, Set.of(), null, settings.totalTimeout())))
        .revoke(token, kind);
  }

  private @Nullable URI tokenEndpoint() {
    return settings.tokenUri() != null
        ? settings.tokenUri()
        : endpoints.get().map(Endpoints::token).orElse(null);
  }

  /**
   * After an answer that was lost, the provider may have replaced the token; while it still takes the replaced one, a
   * refusal of it proves nothing.
   */
  private RefreshVerdict refused(JsonNode body, RefreshRequest request) {
    RefreshVerdict verdict = RefusedRefreshes.verdict(body, settings.quirks());
    Duration unknownFor = request.unknownForOrNull();
    boolean mayBeRotated = unknownFor != null && unknownFor.compareTo(settings.refreshTokenGrace()) < 0;
    return mayBeRotated && RefusedRefreshes.isAboutTheToken(verdict) ? RefusedRefreshes.UNCLEAR : verdict;
  }

  StorageResult storage(Secret accessToken, Duration within) {
    URI address = settings.storageUri();
    String usedPointer = settings.storageUsedPointer();
    if (address == null || usedPointer == null) {
      return new StorageResult.Unavailable();
    }
    return switch (gateway.send(resourceRequest(address, settings.storageMethod(), accessToken), within)) {
      case Answer.Success(var body) -> {
        Long used = bytes(body, usedPointer);
        yield used == null ? new StorageResult.Unavailable() : new StorageResult.Known(used, total(body));
      }
      case Answer.Refused(var status, _) when status == 401 -> new StorageResult.TokenRefused();
      case Answer.Refused _, Answer.Unavailable _, Answer.Malformed _ -> new StorageResult.Unavailable();
    };
  }

  /** A total of nothing is how some say that there is no limit. */
  private @Nullable Long total(JsonNode body) {
    String pointer = settings.storageTotalPointer();
    boolean isShared = settings.has(Quirk.DROPBOX_TEAM_SPACE_IS_SHARED)
        && "team".equals(Json.text(at(body, "/allocation/.tag")));
    Long total = pointer == null || isShared ? null : bytes(body, pointer);
    return total == null || total == 0 ? null : total;
  }

  /** A whole number, also one that is written as a text; null for anything else. */
  private static @Nullable Long bytes(JsonNode body, String pointer) {
    JsonNode node = at(body, pointer);
    String text = Json.text(node);
    if (text != null) {
      return DIGITS.matcher(text).matches() ? Long.valueOf(text) : null;
    }
    Long number = Json.number(node);
    return number == null || number < 0 ? null : number;
  }

  private ClientAuthentication clientAuthentication() {
    Secret configured = settings.clientSecret();
    if (configured == null) {
      throw new IllegalStateException("Provider " + provider + " is not configured");
    }
    var secret = new com.nimbusds.oauth2.sdk.auth.Secret(configured.reveal());
    return switch (settings.clientAuthentication()) {
      case CLIENT_SECRET_POST -> new ClientSecretPost(clientId(), secret);
      case CLIENT_SECRET_BASIC -> new ClientSecretBasic(clientId(), secret);
      case NONE -> throw new IllegalStateException("A public client proves nothing");
    };
  }

  private ClientID clientId() {
    String id = settings.clientId();
    if (id == null || id.isEmpty()) {
      throw new IllegalStateException("Provider " + provider + " is not configured");
    }
    return new ClientID(id);
  }

  private ExchangeResult identify(Endpoints known, TokenAnswer tokens, String nonce) {
    if (tokens.namesScopes() && !isEnough(tokens.credentials())) {
      return new ScopeInsufficient();
    }
    if (!settings.idToken()) {
      return identify(known, tokens.credentials(), Optional.empty());
    }
    String issuer = settings.issuer();
    if (tokens.idToken() == null || issuer == null) {
      return new IdentityInvalid();
    }
    IdTokens idTokens = new IdTokens(new Issuer(issuer), clientId().getValue(), keys, clock);
    return switch (idTokens.verify(tokens.idToken(), nonce)) {
      case Verification.Verified(var claims) -> identify(known, tokens.credentials(), Optional.of(claims));
      case Verification.Invalid _ -> new IdentityInvalid();
      case Verification.Unavailable _ -> new Unavailable();
    };
  }

  private boolean isEnough(Credentials credentials) {
    return settings.requiredScopes().stream()
        .allMatch(required -> credentials.scopes().stream().anyMatch(granted -> isSameScope(required, granted)));
  }

  private boolean isSameScope(String required, String granted) {
    if (!settings.has(Quirk.MICROSOFT_SCOPE_NAMES)) {
      return required.equals(granted);
    }
    return granted.equalsIgnoreCase(required)
        || granted.toLowerCase(Locale.ROOT).endsWith("/" + required.toLowerCase(Locale.ROOT));
  }

  /** Asks for user info where that is the source, else takes the claims. */
  private ExchangeResult identify(Endpoints known, Credentials credentials, Optional<JsonNode> claims) {
    if (known.userInfo() == null) {
      return claims.map(source -> identified(source, credentials)).orElseGet(IdentityInvalid::new);
    }
    return switch (gateway.send(
        resourceRequest(known.userInfo(), settings.userInfoMethod(), credentials.accessToken()))) {
      case Answer.Success(var body) ->
          claims.map(proven -> isSameAccount(proven, body)).orElse(true)
              ? identified(body, credentials)
              : new IdentityInvalid();
      case Answer.Refused _ -> new UserInfoRefused();
      case Answer.Unavailable _ -> new Unavailable();
      case Answer.Malformed _ -> new IdentityInvalid();
    };
  }

  private static HTTPRequest resourceRequest(URI endpoint, UserInfoMethod method, Secret accessToken) {
    HTTPRequest request = new HTTPRequest(
        method == UserInfoMethod.POST ? HTTPRequest.Method.POST : HTTPRequest.Method.GET, endpoint);
    request.setAuthorization(new BearerAccessToken(accessToken.reveal()).toAuthorizationHeader());
    return request;
  }

  /** Where two sources name the account, they must agree (OpenID Connect Core, section 5.3.2). */
  private boolean isSameAccount(JsonNode claims, JsonNode userInfo) {
    boolean sameSubject =
        userInfo.path("sub").isMissingNode() || userInfo.path("sub").equals(claims.path("sub"));
    return sameSubject
        && (!settings.has(Quirk.MICROSOFT_OID_MATCHES_ID)
            || MicrosoftAccount.agree(claims, Json.text(at(userInfo, settings.accountIdPointer()))));
  }

  private ExchangeResult identified(JsonNode source, Credentials credentials) {
    String subject = Json.text(at(source, settings.accountIdPointer()));
    if (subject == null) {
      return new IdentityInvalid();
    }
    ProviderAccountId account;
    try {
      account = new ProviderAccountId(provider, subject);
    } catch (IllegalArgumentException e) {
      return new IdentityInvalid();
    }
    String labelPointer = settings.labelPointer();
    String label = labelPointer == null ? null : Json.text(at(source, labelPointer));
    return new Identified(account, label == null ? AccountLabel.NONE : new AccountLabel(label), credentials);
  }

  private static JsonNode at(JsonNode source, String pointer) {
    return source.at(JsonPointer.compile(pointer));
  }

  private Optional<Endpoints> discover() {
    return Optional.ofNullable(settings.issuer())
        .flatMap(issuer -> read(URI.create(new Issuer(issuer).metadataAddress())))
        .flatMap(metadata -> Endpoints.discovered(settings, metadata, insecureLoopback));
  }

  private Optional<JsonNode> readKeys() {
    return endpoints.get().flatMap(known -> Optional.ofNullable(known.keys())).flatMap(this::read);
  }

  private Optional<JsonNode> read(URI address) {
    return gateway.send(new HTTPRequest(HTTPRequest.Method.GET, address)) instanceof Answer.Success(var body)
        ? Optional.of(body)
        : Optional.empty();
  }

  @Override
  public void close() {
    gateway.close();
  }
}
