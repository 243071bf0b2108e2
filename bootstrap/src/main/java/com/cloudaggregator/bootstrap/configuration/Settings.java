package com.cloudaggregator.bootstrap.configuration;

import com.cloudaggregator.bootstrap.configuration.Constraints.DurationRange;
import com.cloudaggregator.bootstrap.configuration.Constraints.HttpsAddress;
import com.cloudaggregator.bootstrap.configuration.Constraints.KeyEntry;
import com.cloudaggregator.bootstrap.configuration.Constraints.Origin;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.ProviderSettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The properties under {@code cloud-aggregator}. {@link SettingsBinder} binds and validates them
 * before the first bean exists, so the bean of this type is valid. Components without
 * {@code @Nullable} can be null only until then.
 *
 * <p>The descriptions of the components become the metadata that editors read, and
 * docs/configuration.md.
 *
 * @param appName The product's name on the pages.
 * @param branding How the pages look like a part of the host's product.
 * @param publicUrl Required. The origin under which browsers reach this program: scheme, host and
 *     port, https. Never taken from a request header.
 * @param frontendUrl The origin that callbacks redirect to; they redirect nowhere else. The public
 *     URL by default.
 * @param cors Calls from other origins.
 * @param users Verification of users' bearer tokens.
 * @param signIn Sign-in to the built-in pages; null if it is not configured.
 * @param sessions Sessions of the built-in pages.
 * @param providers The providers by id, in the order of their configuration.
 * @param stateTtl How long a flow may take from its start to its callback, 1m to 10m.
 * @param transfer Limits of transfers.
 * @param accessToken Access tokens of providers.
 * @param keys The key rings.
 * @param webhook Delivery of events.
 * @param mail E-mails to former owners.
 * @param database external, or embedded, which only the demo has and uses by default.
 * @param allowInsecureLoopback Allows http for loopback addresses, for the demo, which sets it to
 *     true, and for tests.
 * @param purgeInterval How often expired rows are deleted.
 * @param jobs Background jobs.
 * @param revocation Revocation of grants after a disconnection.
 * @param verification Evidence about 23505.
 * @param serviceCalls The record of the services' calls.
 * @param limits Limits per user.
 * @param apiDocs The API reference.
 * @param logging The log.
 * @param demo The demo.
 */
@Validated
@ConfigurationProperties("cloud-aggregator")
public record Settings(
    @DefaultValue("Cloud Aggregator") String appName,
    @Valid @DefaultValue Branding branding,
    @NotNull(
            message =
                "It is not set. Set it to the origin under which browsers reach this program.")
        @Origin
        URI publicUrl,
    @Origin URI frontendUrl,
    @Valid @DefaultValue Cors cors,
    @Valid @DefaultValue Users users,
    @Valid @Nullable SignIn signIn,
    @Valid @DefaultValue Sessions sessions,
    @DefaultValue Map<String, ProviderSettings> providers,
    @DurationRange(min = "1m", max = "10m") @DefaultValue("10m") Duration stateTtl,
    @Valid @DefaultValue Transfer transfer,
    @Valid @DefaultValue AccessToken accessToken,
    @Valid @DefaultValue Keys keys,
    @Valid @DefaultValue Webhook webhook,
    @DefaultValue Mail mail,
    @DefaultValue("external") Database database,
    @DefaultValue("false") boolean allowInsecureLoopback,
    @DurationRange(min = "10s", max = "1d") @DefaultValue("10m") Duration purgeInterval,
    @Valid @DefaultValue Jobs jobs,
    @Valid @DefaultValue RevocationDelay revocation,
    @Valid @DefaultValue Evidence verification,
    @Valid @DefaultValue ServiceCalls serviceCalls,
    @Valid @DefaultValue Limits limits,
    @DefaultValue ApiDocs apiDocs,
    @DefaultValue Logging logging,
    @DefaultValue Demo demo) {

  public Settings {
    publicUrl = Addresses.normalizedOrigin(publicUrl);
    frontendUrl = Addresses.normalizedOrigin(frontendUrl == null ? publicUrl : frontendUrl);
    signIn = signIn == null || signIn.isEmpty() ? null : signIn.withDefaultName(appName);
  }

  /**
   * How the pages look like a part of the host's product.
   *
   * @param accentColor The color of buttons and links, as #rrggbb; it must have a contrast of 4.5:1
   *     with the pages of the light theme, and is lightened for the dark theme.
   * @param directory A directory with images of up to 64 KB, read at the start: logo.svg or
   *     logo.png for the head of each page, and &lt;provider id&gt;.svg or .png for the providers'
   *     own marks.
   * @param support Where users ask for help: a mailto: or https: address, linked in the transfer
   *     dialog and at the foot of each page.
   * @param helpUrl The host's help pages, linked at the foot of each page.
   * @param privacyUrl The host's privacy notice, linked at the foot of each page.
   */
  public record Branding(
      @Nullable String accentColor,
      @Nullable Path directory,
      @Nullable URI support,
      @HttpsAddress @Nullable URI helpUrl,
      @HttpsAddress @Nullable URI privacyUrl) {}

  /**
   * The origins whose pages may call with credentials: the public URL's and {@link #corsOrigins}.
   */
  public List<String> allowedOrigins() {
    return Stream.concat(Stream.of(Addresses.origin(publicUrl)), corsOrigins().stream())
        .distinct()
        .toList();
  }

  /**
   * The configured origins, or the frontend's if no origin is configured and it is not the public
   * URL's.
   */
  List<String> corsOrigins() {
    if (cors.allowedOrigins().isEmpty()) {
      return frontendUrl.equals(publicUrl) ? List.of() : List.of(Addresses.origin(frontendUrl));
    }
    return cors.allowedOrigins().stream().map(Addresses::origin).toList();
  }

  /** Whether browsers reach the program by https, so that its cookies must be {@code Secure}. */
  public boolean secure() {
    return "https".equals(publicUrl.getScheme());
  }

  /**
   * Calls from other origins.
   *
   * @param allowedOrigins Exact origins of other frontends of the same site, which may call with
   *     credentials. The frontend's origin by default, if it is not the public URL's.
   */
  public record Cors(@DefaultValue List<@Origin URI> allowedOrigins) {
    public Cors {
      allowedOrigins = present(allowedOrigins);
    }
  }

  /**
   * Verification of users' bearer tokens. There is one mode for each issuer (OWASP ASVS 5.0,
   * 9.1.2): no token chooses how it is verified.
   *
   * @param mode Required. How users' bearer tokens are verified: hs256 (with users.secret) or jwks
   *     (with users.jwks-uri).
   * @param secret Secret. The shared secret of the mode hs256, at least 32 bytes.
   * @param jwksUri The identity provider's key set, for the mode jwks.
   * @param issuer The required value of iss. Not checked by default.
   * @param audience The value that aud must contain.
   * @param clockSkew How far the clocks may differ, up to 60s.
   * @param jwksCacheTtl How long a key set is used before it is fetched again.
   * @param jwksMinRefetch The minimum time between two fetches for an unknown key id.
   * @param jwksOutageTtl How long the last key set stays in use while it cannot be fetched; after
   *     that the answer is 503 identity_unavailable.
   */
  public record Users(
      @NotNull(
              message =
                  "It is not set. Set it to hs256 (with users.secret) or jwks (with users.jwks-uri).")
          Mode mode,
      @Nullable Secret secret,
      @HttpsAddress @Nullable URI jwksUri,
      @Nullable String issuer,
      @DefaultValue("authenticated") String audience,
      @DurationRange(max = "60s") @DefaultValue("30s") Duration clockSkew,
      @DurationRange(min = "30s", max = "1d") @DefaultValue("10m") Duration jwksCacheTtl,
      @DurationRange(min = "1s", max = "1h") @DefaultValue("30s") Duration jwksMinRefetch,
      @DurationRange(max = "7d") @DefaultValue("4h") Duration jwksOutageTtl) {

    public Verification verification() {
      return switch (mode) {
        case HS256 -> new Verification.SharedSecret(Objects.requireNonNull(secret));
        case JWKS ->
            new Verification.KeySet(
                Objects.requireNonNull(jwksUri), jwksCacheTtl, jwksMinRefetch, jwksOutageTtl);
      };
    }
  }

  /** How users' tokens are verified. */
  public enum Mode {
    HS256,
    JWKS
  }

  /** A mode with its settings. */
  public sealed interface Verification {
    /**
     * HMAC with SHA-256 (RFC 7518, section 3.2,
     * https://www.rfc-editor.org/rfc/rfc7518#section-3.2).
     */
    record SharedSecret(Secret secret) implements Verification {}

    /**
     * ES256 or RS256 with a key of the issuer's key set.
     *
     * @param cacheTtl how long a fetched set is used
     * @param minRefetch the minimum time between two fetches for unknown key ids
     * @param outageTtl how long the last set stays in use while it cannot be fetched
     */
    record KeySet(URI uri, Duration cacheTtl, Duration minRefetch, Duration outageTtl)
        implements Verification {}
  }

  /**
   * The host's OpenID provider, where people sign in to the built-in pages (OpenID Connect Core,
   * code flow). Its user ids are those of the bearer tokens.
   *
   * @param name The text of the button. The app-name by default.
   * @param issuer The OpenID provider where people sign in to the built-in pages. Set it together
   *     with client-id and client-secret.
   * @param clientId The client at that provider; its redirect URI is
   *     <public-url>/login/oauth2/code/host.
   * @param clientSecret Secret. The secret of that client.
   * @param scopes The requested scopes; openid must be one of them.
   * @param userIdClaim The claim that is the user's id; it must equal the sub of the bearer tokens.
   * @param roleClaims Where roles are read from: claims, or paths like /realm_access/roles.
   */
  public record SignIn(
      String name,
      @HttpsAddress URI issuer,
      String clientId,
      Secret clientSecret,
      @DefaultValue({"openid", "profile"}) List<String> scopes,
      @DefaultValue("sub") String userIdClaim,
      @DefaultValue({"role", "roles"}) List<String> roleClaims) {
    public SignIn {
      scopes = present(scopes);
      roleClaims = present(roleClaims);
    }

    private boolean isEmpty() {
      return issuer == null && clientId == null && clientSecret == null;
    }

    private SignIn withDefaultName(String appName) {
      return name != null
          ? this
          : new SignIn(appName, issuer, clientId, clientSecret, scopes, userIdClaim, roleClaims);
    }
  }

  /**
   * Sessions of the built-in pages (OWASP ASVS 5.0, 7.3.2).
   *
   * @param maxLifetime How long after the sign-in a session ends, however much it is used. An
   *     unused one ends after server.servlet.session.timeout, 8 hours.
   */
  public record Sessions(
      @DurationRange(min = "5m", max = "30d") @DefaultValue("12h") Duration maxLifetime) {}

  /**
   * Limits of transfers.
   *
   * @param tokenTtl How long a transfer offer is valid, 1m to 10m.
   * @param cooldown The minimum time between two moves of one account.
   * @param maxPerAccount The maximum number of moves of one account in 24 hours.
   */
  public record Transfer(
      @DurationRange(min = "1m", max = "10m") @DefaultValue("10m") Duration tokenTtl,
      @DurationRange(max = "30d") @DefaultValue("0s") Duration cooldown,
      @Range(min = 1, max = 1000, message = OUT_OF_RANGE) @DefaultValue("3") int maxPerAccount) {}

  /**
   * Access tokens of providers.
   *
   * @param minValidity The minimum remaining life of an access token that is returned without a
   *     refresh.
   * @param refreshAhead How long before its expiry an access token is refreshed without a request,
   *     at least a minute more than access-token.min-validity; 0s switches it off.
   */
  public record AccessToken(
      @DurationRange(min = "10s", max = "30m") @DefaultValue("2m") Duration minValidity,
      @DurationRange(max = "1h") @DefaultValue("0s") Duration refreshAhead) {}

  /**
   * One key ring for each purpose. No key is in two of them.
   *
   * @param vault Required, secret. The key ring that seals credentials: id:base64-of-32-bytes, the
   *     active key first.
   * @param transfer Required, secret. The key ring that signs transfer offers, written like
   *     keys.vault.
   * @param flow Required, secret. The key ring that seals cookies: started flows, started sign-ins
   *     and session ids. Written like keys.vault.
   */
  public record Keys(
      @NotEmpty(message = "It has no key. " + Constraints.KEY_ADVICE) @DefaultValue
          List<@KeyEntry Key> vault,
      @NotEmpty(message = "It has no key. " + Constraints.KEY_ADVICE) @DefaultValue
          List<@KeyEntry Key> transfer,
      @NotEmpty(message = "It has no key. " + Constraints.KEY_ADVICE) @DefaultValue
          List<@KeyEntry Key> flow) {
    public Keys {
      vault = present(vault);
      transfer = present(transfer);
      flow = present(flow);
    }
  }

  /** A key of 32 bytes with its id. Its text form has no secret. */
  public record Key(String id, byte[] secret) {
    @Override
    public String toString() {
      return "Key[" + id + "]";
    }
  }

  /**
   * Delivery of events, signed as Standard Webhooks specifies (https://www.standardwebhooks.com).
   *
   * @param url Where events are delivered. Set it together with webhook.secret.
   * @param secret Secret. Signs the events as Standard Webhooks specifies: whsec_<base64>. A list
   *     while the secret is rotated; each of them signs.
   * @param retention How long an event is kept, delivered or not.
   */
  public record Webhook(
      @HttpsAddress @Nullable URI url,
      @DefaultValue List<Secret> secret,
      @DurationRange(min = "7d", max = "3650d") @DefaultValue("30d") Duration retention) {
    public Webhook {
      secret = present(secret);
    }
  }

  /**
   * E-mails to former owners. The mail server is configured with spring.mail.*.
   *
   * @param from The sender's address of e-mails to former owners. Set it together with
   *     spring.mail.host.
   */
  public record Mail(@Nullable String from) {}

  /** Which PostgreSQL is used. */
  public enum Database {
    EXTERNAL,
    EMBEDDED
  }

  /**
   * Background jobs.
   *
   * @param takeover How long a node must be silent before another node takes over its job.
   */
  public record Jobs(
      @DurationRange(min = "4s", max = "1h") @DefaultValue("1m") Duration takeover) {}

  /**
   * Revocation of grants after a disconnection.
   *
   * @param delay The minimum time between a disconnection and the revocation of its grant.
   */
  public record RevocationDelay(@DurationRange(max = "24h") @DefaultValue("10s") Duration delay) {}

  /**
   * Evidence about 23505.
   *
   * @param retention How long the evidence about 23505 is kept.
   */
  public record Evidence(
      @DurationRange(min = "1d", max = "3650d") @DefaultValue("90d") Duration retention) {}

  /**
   * The record of the services' calls.
   *
   * @param retention How long the record of the services' calls is kept.
   */
  public record ServiceCalls(
      @DurationRange(min = "1d", max = "3650d") @DefaultValue("365d") Duration retention) {}

  /**
   * Limits per user.
   *
   * @param startsPerMinute Flows that one user may start per minute on one node.
   * @param liveOffers Unused transfer offers that one user may have at a time.
   * @param accessTokensPerMinute Access tokens that may be requested per minute for one user on one
   *     node.
   */
  public record Limits(
      @Range(min = 1, max = 10_000, message = OUT_OF_RANGE) @DefaultValue("10") int startsPerMinute,
      @Range(min = 1, max = 1000, message = OUT_OF_RANGE) @DefaultValue("5") int liveOffers,
      @Range(min = 1, max = 1_000_000, message = OUT_OF_RANGE) @DefaultValue("600")
          int accessTokensPerMinute) {}

  /**
   * The API reference.
   *
   * @param enabled Whether /docs/api is served. The demo sets it to true.
   */
  public record ApiDocs(@DefaultValue("false") boolean enabled) {}

  /**
   * The log.
   *
   * @param identifiers raw, or hashed: identifiers in the log as keyed hashes.
   */
  public record Logging(@DefaultValue("raw") Identifiers identifiers) {}

  /** How identifiers of users and accounts appear in the log. */
  public enum Identifiers {
    RAW,
    HASHED
  }

  /**
   * The demo.
   *
   * @param dataDirectory Where the demo keeps its data. The directory
   *     .cloud-aggregator/demo-postgres in the home directory by default.
   * @param seed Whether a new demo starts with accounts of its three users.
   */
  public record Demo(@Nullable String dataDirectory, @DefaultValue("true") boolean seed) {}

  private static final String OUT_OF_RANGE =
      "The number is out of range. Set it to a number from {min} to {max}.";

  /** Without the empty elements that a trailing comma leaves. */
  private static <T> List<T> present(List<T> values) {
    return values.stream().filter(value -> value != null && !value.toString().isBlank()).toList();
  }
}
