package com.cloudaggregator.oauth;

import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.OAuthAdapter.ClientAuthentication;
import com.cloudaggregator.oauth.OAuthAdapter.Key;
import com.cloudaggregator.oauth.OAuthAdapter.KeyRing;
import com.cloudaggregator.oauth.OAuthAdapter.ProviderSettings;
import com.cloudaggregator.oauth.OAuthAdapter.Quirk;
import com.cloudaggregator.oauth.OAuthAdapter.ResponseIss;
import com.cloudaggregator.oauth.OAuthAdapter.Revocation;
import com.cloudaggregator.oauth.OAuthAdapter.Settings;
import com.cloudaggregator.oauth.OAuthAdapter.UserInfoMethod;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the tests of this module share. */
final class Fixtures {
  static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  static final URI PUBLIC_URL = URI.create("https://clouds.example");
  static final String CLIENT = "our-client";
  static final List<URI> PAGES = List.of(URI.create("https://permissions.example"));
  static final Duration GRACE = Duration.ofSeconds(30);
  static final Secret VERIFIER = new Secret("v".repeat(43));
  static final String NONCE = "n".repeat(43);

  private Fixtures() {}

  static KeyRing ring(String... ids) {
    return new KeyRing(Arrays.stream(ids).map(Fixtures::key).toList());
  }

  static Key key(String id) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) id.hashCode());
    return new Key(id, secret);
  }

  static Settings settings(Map<String, ProviderSettings> providers) {
    return new Settings(PUBLIC_URL, providers, ring("vault"), ring("transfer"), ring("flow"), null, true);
  }

  /** Dropbox's shape: no ID token, user info by POST. */
  static ProviderSettings dropbox(MisbehavingProvider at) {
    return new ProviderSettings(
        "Dropbox", CLIENT, new Secret("our-secret"), "https://www.dropbox.example", at.at("/authorize"),
        at.at("/token"), at.at("/me"), null, at.at("/revoke"), PAGES, at.at("/storage"),
        List.of("account_info.read, files.metadata.read"), List.of("account_info.read"), true,
        Map.of("token_access_type", "offline"), Map.of("force_reapprove", "true"),
        ClientAuthentication.CLIENT_SECRET_POST, false, UserInfoMethod.POST, "/account_id", "/email",
        UserInfoMethod.POST, "/used", "/allocation/allocated", ResponseIss.OPTIONAL, Revocation.BEARER,
        List.of(Quirk.DROPBOX_TEAM_SPACE_IS_SHARED, Quirk.DROPBOX_ERROR_DESCRIPTIONS), GRACE, Duration.ofMillis(300), Duration.ofSeconds(2), 65_536, 8);
  }

  /** A client without a secret; who it is says user info, and RFC 7009 ends a grant. */
  static ProviderSettings publicClient(MisbehavingProvider at) {
    return new ProviderSettings(
        "A provider", CLIENT, null, null, at.at("/authorize"), at.at("/token"), at.at("/me"), null, at.at("/revoke"),
        PAGES, null, List.of("files"), List.of(), true, Map.of(), Map.of(), ClientAuthentication.NONE, false,
        UserInfoMethod.GET, "/id", null, UserInfoMethod.GET, null, null, ResponseIss.OPTIONAL, Revocation.ENDPOINT,
        List.of(), GRACE, Duration.ofMillis(300), Duration.ofSeconds(2), 65_536, 8);
  }

  /** Google's shape: the ID token is the only source. */
  static ProviderSettings google(MisbehavingProvider at) {
    return oidc(at, "https://accounts.google.example", at.at("/keys"), null, "/sub", "/email", List.of());
  }

  /** Microsoft's shape: a template issuer, and Graph besides the ID token. */
  static ProviderSettings onedrive(MisbehavingProvider at) {
    return oidc(
        at, "https://login.example/{tenantid}/v2.0", at.at("/keys"), at.at("/me"), "/id", "/userPrincipalName",
        List.of(Quirk.MICROSOFT_OID_MATCHES_ID, Quirk.MICROSOFT_SCOPE_NAMES, Quirk.MICROSOFT_ERROR_CODES));
  }

  private static ProviderSettings oidc(
      MisbehavingProvider at, String issuer, URI keys, @Nullable URI userInfo, String id, String label,
      List<Quirk> quirks) {
    return new ProviderSettings(
        "A provider", CLIENT, new Secret("our secret/&"), issuer, at.at("/authorize"), at.at("/token"), userInfo, keys,
        at.at("/revoke"), PAGES, at.at("/storage"), List.of("openid", "Files.Read"), List.of("Files.Read"), true, Map.of("prompt", "select_account"),
        Map.of("prompt", "consent"), ClientAuthentication.CLIENT_SECRET_BASIC, true, UserInfoMethod.GET, id, label,
        UserInfoMethod.GET, "/quota/used", "/quota/total", ResponseIss.OPTIONAL, Revocation.ENDPOINT, quirks, GRACE,
        Duration.ofMillis(300), Duration.ofSeconds(2),
        65_536, 8);
  }

  /** Only the issuer is known; the rest is in its metadata. */
  static ProviderSettings discovered(String issuer, boolean idToken) {
    return new ProviderSettings(
        "A provider", CLIENT, new Secret("our-secret"), issuer, null, null, null, null, null, List.of(), null,
        List.of("openid"), List.of(), false, Map.of(), Map.of(), ClientAuthentication.CLIENT_SECRET_POST, idToken,
        UserInfoMethod.GET, "/sub", null, UserInfoMethod.GET, null, null, ResponseIss.OPTIONAL, Revocation.NONE,
        List.of(), Duration.ZERO, Duration.ofMillis(300), Duration.ofSeconds(2), 65_536, 8);
  }
}
