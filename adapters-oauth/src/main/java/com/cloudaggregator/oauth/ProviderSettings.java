package com.cloudaggregator.oauth;

import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of one provider: {@code cloud-aggregator.providers.<id>.*}. The descriptions of the
 * components become the metadata that editors read, and docs/configuration.md.
 *
 * @param displayName The name shown to users.
 * @param identity The name under which accounts are stored, if several entries lead to the same
 *     accounts: the id of one of these entries, set in all of them.
 * @param clientId Your client at the provider. Without it the provider is shown as not configured.
 * @param clientSecret Secret. The secret of that client; a public client has none.
 * @param issuer The issuer of ID tokens and responses; {tenantid} in it stands for the tid of an ID
 *     token. authorization-uri, token-uri and jwks-uri are read from its metadata if not set.
 * @param authorizationUri The authorization endpoint, where the browser is sent.
 * @param tokenUri The token endpoint, where codes and refresh tokens are exchanged.
 * @param userInfoUri Where the account's id is read from. Not needed if the ID token contains it.
 * @param jwksUri The keys of ID tokens.
 * @param revocation Endpoint (RFC 7009), bearer (a POST with the access token) or none. The default
 *     is endpoint if there is a revocation-uri, otherwise none.
 * @param revocationUri Where a grant is revoked. Required unless revocation is none.
 * @param permissionsPages The provider's own pages where users can remove our access, the usual one
 *     first.
 * @param storageUri Where used and total bytes are read from.
 * @param scopes The requested scopes; commas or blanks separate them in one value.
 * @param requiredScopes The scopes without which a grant is refused as insufficient_scope.
 * @param offlineAccess Whether a refresh token is requested.
 * @param authorizationParameters Further parameters of the authorization request.
 * @param consentParameters Parameters that replace or extend them if the user has to consent again.
 * @param clientAuthentication client_secret_post, client_secret_basic, or none for a public client,
 *     which has no secret.
 * @param idToken Whether the token response contains an ID token, which is then verified. The
 *     default is true if there is an issuer or the scope openid.
 * @param userInfoMethod GET or POST.
 * @param accountIdPointer JSON Pointer (RFC 6901) to the account's id, in the user-info response or
 *     in the ID token's claims.
 * @param labelPointer JSON Pointer to the text by which users recognize the account.
 * @param storageMethod GET or POST.
 * @param storageUsedPointer JSON Pointer to the used bytes in the storage response.
 * @param storageTotalPointer JSON Pointer to the total bytes in the storage response.
 * @param responseIss optional, or required: whether a response must name its issuer (RFC 9207).
 * @param quirks Behavior that only this provider has; known words only.
 * @param refreshTokenGrace How long the provider still accepts a rotated refresh token. After a
 *     lost response, a refusal within this time is retried once.
 * @param connectTimeout The limit for a connection to the provider.
 * @param totalTimeout The limit for one call, from the request to the last byte of the response.
 * @param maxResponseBytes The limit for one response.
 * @param maxConcurrentCalls Concurrent calls to this provider on one node; others wait for
 *     connect-timeout at most. Reading the storage takes three quarters of them at most.
 */
@ConfigurationProperties("cloud-aggregator.providers.*")
public record ProviderSettings(
    String displayName,
    @Nullable String identity,
    @Nullable String clientId,
    @Nullable Secret clientSecret,
    @Nullable String issuer,
    @Nullable URI authorizationUri,
    @Nullable URI tokenUri,
    @Nullable URI userInfoUri,
    @Nullable URI jwksUri,
    @Nullable URI revocationUri,
    @DefaultValue List<URI> permissionsPages,
    @Nullable URI storageUri,
    @DefaultValue List<String> scopes,
    @DefaultValue List<String> requiredScopes,
    @DefaultValue("true") boolean offlineAccess,
    @DefaultValue Map<String, String> authorizationParameters,
    @DefaultValue Map<String, String> consentParameters,
    @DefaultValue("client_secret_post") ClientAuthentication clientAuthentication,
    @Nullable Boolean idToken,
    @DefaultValue("GET") ResourceMethod userInfoMethod,
    String accountIdPointer,
    @Nullable String labelPointer,
    @DefaultValue("GET") ResourceMethod storageMethod,
    @Nullable String storageUsedPointer,
    @Nullable String storageTotalPointer,
    @DefaultValue("optional") ResponseIss responseIss,
    @Nullable Revocation revocation,
    @DefaultValue List<Quirk> quirks,
    @DefaultValue("0s") Duration refreshTokenGrace,
    @DefaultValue("2s") Duration connectTimeout,
    @DefaultValue("5s") Duration totalTimeout,
    @DefaultValue("262144") int maxResponseBytes,
    @DefaultValue("32") int maxConcurrentCalls) {

  /** Asks for an ID token (OpenID Connect Core, section 3.1.2.1). */
  public static final String OPENID = "openid";

  private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");

  public ProviderSettings {
    scopes = split(scopes);
    requiredScopes = split(requiredScopes);
    authorizationParameters = Map.copyOf(authorizationParameters);
    consentParameters = Map.copyOf(consentParameters);
    quirks = List.copyOf(quirks);
    requirePointer(accountIdPointer, "account-id-pointer");
    requirePointer(labelPointer, "label-pointer");
    requirePointer(storageUsedPointer, "storage-used-pointer");
    requirePointer(storageTotalPointer, "storage-total-pointer");
    if (!connectTimeout.isPositive() || !totalTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "connect-timeout and total-timeout must be longer than 0s");
    }
    permissionsPages = List.copyOf(permissionsPages);
    if (refreshTokenGrace.isNegative()) {
      throw new IllegalArgumentException("refresh-token-grace must not be negative");
    }
    if (maxResponseBytes < 1 || maxConcurrentCalls < 1) {
      throw new IllegalArgumentException(
          "max-response-bytes and max-concurrent-calls must be at least 1");
    }
    boolean complete =
        authorizationUri != null
            && tokenUri != null
            && (hasIdToken(idToken, issuer, scopes)
                ? jwksUri != null && issuer != null
                : userInfoUri != null);
    if (!complete && issuer == null) {
      throw new IllegalArgumentException(
          "issuer is needed where an address is left out or an ID token is verified");
    }
    if (responseIss == ResponseIss.REQUIRED && issuer == null) {
      throw new IllegalArgumentException("issuer is needed where response-iss is required");
    }
  }

  /** Whether there is a usable client. */
  public boolean configured() {
    return clientId != null && !clientId.isEmpty() && (isPublicClient() || clientSecret != null);
  }

  /**
   * Where the account's id comes from: two entries with the same source name the same accounts,
   * whatever their clients are.
   */
  public String identitySource() {
    if (userInfoUri == null) {
      return issuer + " " + accountIdPointer;
    }
    URI source = userInfoUri.normalize();
    return String.valueOf(source.getAuthority()).toLowerCase(Locale.ROOT).replaceFirst(":443$", "")
        + source.getPath()
        + " "
        + accountIdPointer;
  }

  /** The provider under which the accounts of this entry are stored. */
  public Provider identityOf(Provider entry) {
    return identity == null ? entry : new Provider(identity);
  }

  /** Whether an ID token is required and verified. */
  public boolean hasIdToken() {
    return hasIdToken(idToken, issuer, scopes);
  }

  private static boolean hasIdToken(
      @Nullable Boolean idToken, @Nullable String issuer, List<String> scopes) {
    return idToken == null ? issuer != null || scopes.contains(OPENID) : idToken;
  }

  /** How a grant is revoked. */
  public Revocation revocationMethod() {
    if (revocation != null) {
      return revocation;
    }
    return revocationUri == null ? Revocation.NONE : Revocation.ENDPOINT;
  }

  public boolean isPublicClient() {
    return clientAuthentication == ClientAuthentication.NONE;
  }

  public boolean has(Quirk quirk) {
    return quirks.contains(quirk);
  }

  private static List<String> split(List<String> values) {
    return values.stream()
        .flatMap(value -> Arrays.stream(SEPARATOR.split(value)))
        .filter(scope -> !scope.isEmpty())
        .distinct()
        .toList();
  }

  private static void requirePointer(@Nullable String pointer, String what) {
    if (pointer != null && !pointer.startsWith("/")) {
      throw new IllegalArgumentException(
          what + " must be a JSON Pointer (RFC 6901) that begins with '/'");
    }
  }
}
