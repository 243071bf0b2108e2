package com.cloudaggregator.oauth;

import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.http.MisbehavingProvider;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings and constants that the tests of this module share. */
public final class Fixtures {
  public static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  public static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  public static final URI PUBLIC_URL = URI.create("https://clouds.example");
  public static final String CLIENT = "our-client";
  public static final List<URI> PAGES = List.of(URI.create("https://permissions.example"));
  public static final Duration GRACE = Duration.ofSeconds(30);
  public static final Secret VERIFIER = new Secret("v".repeat(43));
  public static final String NONCE = "n".repeat(43);

  private Fixtures() {}

  public static KeyRing ring(String... ids) {
    return new KeyRing(Arrays.stream(ids).map(Fixtures::key).toList());
  }

  public static SymmetricKey key(String id) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) id.hashCode());
    return new SymmetricKey(id, secret);
  }

  public static OAuthSettings settings(Map<String, ProviderSettings> providers) {
    return new OAuthSettings(
        PUBLIC_URL, providers, ring("vault"), ring("transfer"), ring("flow"), null, true);
  }

  /** Dropbox's shape: no ID token, user info by POST. */
  public static ProviderSettings dropbox(MisbehavingProvider at) {
    return sharing(null, at);
  }

  /** Dropbox's shape, for a second entry. */
  public static ProviderSettings sharing(@Nullable String identity, MisbehavingProvider at) {
    return new ProviderSettings(
        "Dropbox",
        identity,
        CLIENT,
        new Secret("our-secret"),
        "https://www.dropbox.example",
        at.at("/authorize"),
        at.at("/token"),
        at.at("/me"),
        null,
        at.at("/revoke"),
        PAGES,
        at.at("/storage"),
        List.of("account_info.read, files.metadata.read"),
        List.of("account_info.read"),
        true,
        Map.of("token_access_type", "offline"),
        Map.of("force_reapprove", "true"),
        ClientAuthentication.CLIENT_SECRET_POST,
        false,
        ResourceMethod.POST,
        "/account_id",
        "/email",
        ResourceMethod.POST,
        "/used",
        "/allocation/allocated",
        ResponseIss.OPTIONAL,
        Revocation.BEARER,
        List.of(
            Quirk.DROPBOX_TEAM_SPACE_IS_SHARED,
            Quirk.DROPBOX_ERROR_DESCRIPTIONS,
            Quirk.DROPBOX_TOKEN_NAMES_ACCOUNT),
        GRACE,
        Duration.ofMillis(300),
        Duration.ofSeconds(2),
        65_536,
        8);
  }

  /** A client without a secret; user info identifies the account, and RFC 7009 revokes a grant. */
  public static ProviderSettings publicClient(MisbehavingProvider at) {
    return new ProviderSettings(
        "A provider",
        null,
        CLIENT,
        null,
        null,
        at.at("/authorize"),
        at.at("/token"),
        at.at("/me"),
        null,
        at.at("/revoke"),
        PAGES,
        null,
        List.of("files"),
        List.of(),
        true,
        Map.of(),
        Map.of(),
        ClientAuthentication.NONE,
        false,
        ResourceMethod.GET,
        "/id",
        null,
        ResourceMethod.GET,
        null,
        null,
        ResponseIss.OPTIONAL,
        Revocation.ENDPOINT,
        List.of(),
        GRACE,
        Duration.ofMillis(300),
        Duration.ofSeconds(2),
        65_536,
        8);
  }

  /** Google's shape: the ID token is the only source. */
  public static ProviderSettings google(MisbehavingProvider at) {
    return oidc(
        at,
        "https://accounts.google.example",
        at.at("/keys"),
        null,
        "/sub",
        "/email",
        List.of(Quirk.GOOGLE_ISSUER_WITHOUT_SCHEME));
  }

  /** Microsoft's shape: a template issuer, and Graph besides the ID token. */
  public static ProviderSettings onedrive(MisbehavingProvider at) {
    return oidc(
        at,
        "https://login.example/{tenantid}/v2.0",
        at.at("/keys"),
        at.at("/me"),
        "/id",
        "/userPrincipalName",
        List.of(
            Quirk.MICROSOFT_OID_MATCHES_ID,
            Quirk.MICROSOFT_SCOPE_NAMES,
            Quirk.MICROSOFT_ERROR_CODES));
  }

  private static ProviderSettings oidc(
      MisbehavingProvider at,
      String issuer,
      URI keys,
      @Nullable URI userInfo,
      String id,
      String label,
      List<Quirk> quirks) {
    return new ProviderSettings(
        "A provider",
        null,
        CLIENT,
        new Secret("our secret/&"),
        issuer,
        at.at("/authorize"),
        at.at("/token"),
        userInfo,
        keys,
        at.at("/revoke"),
        PAGES,
        at.at("/storage"),
        List.of("openid", "Files.Read"),
        List.of("Files.Read"),
        true,
        Map.of("prompt", "select_account"),
        Map.of("prompt", "consent"),
        ClientAuthentication.CLIENT_SECRET_BASIC,
        true,
        ResourceMethod.GET,
        id,
        label,
        ResourceMethod.GET,
        "/quota/used",
        "/quota/total",
        ResponseIss.OPTIONAL,
        Revocation.ENDPOINT,
        quirks,
        GRACE,
        Duration.ofMillis(300),
        Duration.ofSeconds(2),
        65_536,
        8);
  }

  /** Only the issuer is known; the rest is in its metadata. */
  public static ProviderSettings discovered(String issuer, boolean idToken) {
    return new ProviderSettings(
        "A provider",
        null,
        CLIENT,
        new Secret("our-secret"),
        issuer,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        null,
        List.of("openid"),
        List.of(),
        false,
        Map.of(),
        Map.of(),
        ClientAuthentication.CLIENT_SECRET_POST,
        idToken,
        ResourceMethod.GET,
        "/sub",
        null,
        ResourceMethod.GET,
        null,
        null,
        ResponseIss.OPTIONAL,
        Revocation.NONE,
        List.of(),
        Duration.ZERO,
        Duration.ofMillis(300),
        Duration.ofSeconds(2),
        65_536,
        8);
  }
}
