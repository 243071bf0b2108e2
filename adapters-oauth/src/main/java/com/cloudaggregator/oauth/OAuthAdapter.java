package com.cloudaggregator.oauth;

import com.cloudaggregator.application.port.AuthorizationFlows;
import com.cloudaggregator.application.port.KeyRings;
import com.cloudaggregator.application.port.EventReceiver;
import com.cloudaggregator.application.port.TransferTokens;
import com.cloudaggregator.application.port.Vault;
import com.cloudaggregator.domain.credential.Secret;
import java.net.URI;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The one public type of this adapter: the ports it provides, and the settings it needs for them. What is wrong in the
 * settings is told by their constructors, so that a program that has started has settings that can work.
 */
@Configuration(proxyBeanMethods = false)
public class OAuthAdapter {

  @Bean(destroyMethod = "close")
  ConfiguredProviders providers(Settings settings, Clock clock) {
    return new ConfiguredProviders(settings, clock);
  }

  @Bean
  AuthorizationFlows authorizationFlows(Settings settings, SecureRandom random) {
    return new SealedFlows(new SealedBox(settings.flowKeys(), random));
  }

  @Bean
  TransferTokens transferTokens(Settings settings, Clock clock) {
    return new SignedTransferTokens(settings.publicUrl(), settings.transferKeys(), clock);
  }

  @Bean
  Vault vault(Settings settings, SecureRandom random) {
    return new AesVault(new SealedBox(settings.vaultKeys(), random));
  }

  @Bean
  KeyRings keyRings(Settings settings) {
    return new ConfiguredKeyRings(settings);
  }

  @Bean(destroyMethod = "close")
  EventReceiver eventReceiver(Settings settings, Clock clock) {
    return new WebhookEndpoint(settings.webhook(), Duration.ofSeconds(15), settings.allowInsecureLoopback(), clock);
  }

  /**
   * Where events of the host product are delivered.
   *
   * @param secrets each {@code whsec_} and base64, as Standard Webhooks writes them; every one signs
   */
  public record Webhook(URI url, List<Secret> secrets) {
    public Webhook {
      secrets = List.copyOf(secrets);
      if (secrets.isEmpty()) {
        throw new IllegalArgumentException("A webhook is signed");
      }
    }
  }

  /**
   * Everything this adapter is told.
   *
   * @param publicUrl of this program: where providers send browsers back to, and the issuer of its transfer tokens
   * @param providers by id, in the order in which they are shown
   * @param vaultKeys for credentials at rest
   * @param transferKeys for transfer tokens
   * @param flowKeys for the cookies that bind a flow to a browser
   * @param webhook null when events are delivered nowhere
   * @param allowInsecureLoopback whether a provider may be called by plain http on this machine (tests and demo)
   */
  public record Settings(
      URI publicUrl,
      Map<String, ProviderSettings> providers,
      KeyRing vaultKeys,
      KeyRing transferKeys,
      KeyRing flowKeys,
      @Nullable Webhook webhook,
      boolean allowInsecureLoopback) {
    public Settings {
      providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
    }
  }

  /**
   * Keys that open; the first is the one that seals and signs, the others stay until nothing needs them.
   *
   * @param keys at least one, each id once
   */
  public record KeyRing(List<Key> keys) {
    public KeyRing {
      keys = List.copyOf(keys);
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("A key ring needs a key");
      }
      if (keys.stream().map(Key::id).distinct().count() != keys.size()) {
        throw new IllegalArgumentException("A key ring names each key once");
      }
    }

    Key active() {
      return keys.getFirst();
    }

    Optional<Key> find(String id) {
      return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }
  }

  /** A symmetric key of 256 bits that does not print. */
  public static final class Key {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final int BYTES = 32;

    private final String id;
    private final byte[] secret;

    /**
     * @param id travels in the clear with what the key has sealed or signed
     * @throws IllegalArgumentException without the secret
     */
    public Key(String id, byte[] secret) {
      if (!ID.matcher(id).matches()) {
        throw new IllegalArgumentException("A key id is 1 to 32 letters, digits, '-' or '_'");
      }
      if (secret.length != BYTES) {
        throw new IllegalArgumentException("A key has " + BYTES + " bytes");
      }
      this.id = id;
      this.secret = secret.clone();
    }

    public String id() {
      return id;
    }

    byte[] secret() {
      return secret.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that && id.equals(that.id) && MessageDigest.isEqual(secret, that.secret);
    }

    @Override
    public int hashCode() {
      return id.hashCode();
    }

    @Override
    public String toString() {
      return "Key[" + id + "]";
    }
  }

  /** How our client proves itself at the token endpoint (RFC 6749, section 2.3.1), by the names of RFC 7591. */
  public enum ClientAuthentication {
    CLIENT_SECRET_POST,
    CLIENT_SECRET_BASIC,
    /** Not at all: a public client, which has no secret; PKCE alone binds the code to it (RFC 7636, RFC 8252). */
    NONE
  }

  /** How user info or storage is asked for. */
  public enum UserInfoMethod {
    GET,
    POST
  }

  /** Whether an authorization response must name its issuer (RFC 9207); named, it must match in any case. */
  public enum ResponseIss {
    OPTIONAL,
    REQUIRED
  }

  /** How a grant is revoked at the provider. */
  public enum Revocation {
    /** By a form with a token of the grant (RFC 7009). */
    ENDPOINT,
    /** By an empty POST with an access token of the grant as its bearer. */
    BEARER,
    /** Not at all, but for what the user does himself. */
    NONE
  }

  /** What a provider does otherwise than others; each is named after what it does. */
  public enum Quirk {
    /** The user-info id and the ID token's {@code oid} name one account: equal, or zero-padded to a GUID. */
    MICROSOFT_OID_MATCHES_ID,
    /** Refusals say more in {@code error_codes} (AADSTS numbers) and {@code suberror}. */
    MICROSOFT_ERROR_CODES,
    /** Refusals say more in {@code error_subtype} and in Google's own error names. */
    GOOGLE_ERROR_NAMES,
    /** Refusals say more in {@code error_description}. */
    DROPBOX_ERROR_DESCRIPTIONS,
    /** Likewise. */
    BOX_ERROR_DESCRIPTIONS,
    /** A team's members share one space, so none of them has a total of his own. */
    DROPBOX_TEAM_SPACE_IS_SHARED,
    /** Granted scopes come with or without their resource's address in front, and in any case of letters. */
    MICROSOFT_SCOPE_NAMES
  }

  /**
   * One provider, by the names of {@code cloud-aggregator.providers.<id>.*} (bound in kebab case).
   *
   * @param displayName as people know it
   * @param clientId ours at the provider; null or empty when the provider is not configured
   * @param clientSecret belonging to it; a public client has none
   * @param issuer of ID tokens and responses; may hold {@code {tenantid}}, which an ID token fills by its {@code tid}
   * @param authorizationUri left out, it is read from the issuer's metadata
   * @param tokenUri likewise
   * @param jwksUri likewise, where there is an ID token
   * @param userInfoUri left out where there is an ID token, its claims are the only source and no call is made
   * @param revocationUri needed unless {@link Revocation#NONE}
   * @param permissionsPages the provider's own pages where a user withdraws what he has allowed, the usual one first
   * @param storageUri where used and total bytes are read
   * @param scopes asked for; one element may hold several, separated by commas or blanks
   * @param requiredScopes without which a grant is refused
   * @param offlineAccess whether a refresh token is asked for
   * @param authorizationParameters added to every authorization request
   * @param consentParameters added where the user is to be asked for consent again
   * @param idToken whether the token answer holds an ID token, which is then verified
   * @param accountIdPointer JSON Pointer (RFC 6901) to the account id
   * @param labelPointer JSON Pointer to what a person recognises the account by
   * @param storageMethod how storageUri is asked
   * @param storageUsedPointer JSON Pointer into the storage answer, bytes
   * @param storageTotalPointer JSON Pointer into the storage answer, bytes
   * @param refreshTokenGrace how long the provider takes a refresh token that it has replaced, where it replaces them;
   *     a refusal within it, after an answer that was lost, is not believed
   * @param connectTimeout of one connection
   * @param totalTimeout of one call, from its first byte to the last one of the answer
   * @param maxResponseBytes of one answer
   * @param maxConcurrentCalls to this provider; others wait for {@code connectTimeout} at most
   */
  public record ProviderSettings(
      String displayName,
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
      @DefaultValue("false") boolean idToken,
      @DefaultValue("GET") UserInfoMethod userInfoMethod,
      String accountIdPointer,
      @Nullable String labelPointer,
      @DefaultValue("GET") UserInfoMethod storageMethod,
      @Nullable String storageUsedPointer,
      @Nullable String storageTotalPointer,
      @DefaultValue("optional") ResponseIss responseIss,
      @DefaultValue("none") Revocation revocation,
      @DefaultValue List<Quirk> quirks,
      @DefaultValue("0s") Duration refreshTokenGrace,
      @DefaultValue("2s") Duration connectTimeout,
      @DefaultValue("5s") Duration totalTimeout,
      @DefaultValue("262144") int maxResponseBytes,
      @DefaultValue("32") int maxConcurrentCalls) {

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
        throw new IllegalArgumentException("connect-timeout and total-timeout are longer than nothing");
      }
      permissionsPages = List.copyOf(permissionsPages);
      if (revocation != Revocation.NONE && revocationUri == null) {
        throw new IllegalArgumentException("revocation-uri is needed where revocation is not none");
      }
      if (refreshTokenGrace.isNegative()) {
        throw new IllegalArgumentException("refresh-token-grace is a time, or 0s");
      }
      if (maxResponseBytes < 1 || maxConcurrentCalls < 1) {
        throw new IllegalArgumentException("max-response-bytes and max-concurrent-calls are at least 1");
      }
      if (clientAuthentication == ClientAuthentication.NONE && clientSecret != null) {
        throw new IllegalArgumentException("client-secret has no place where client-authentication is none");
      }
      boolean complete = authorizationUri != null && tokenUri != null && (idToken
          ? jwksUri != null && issuer != null
          : userInfoUri != null);
      if (!complete && issuer == null) {
        throw new IllegalArgumentException("issuer is needed where an address is left out or an ID token is verified");
      }
      if (responseIss == ResponseIss.REQUIRED && issuer == null) {
        throw new IllegalArgumentException("issuer is needed where response-iss is required");
      }
    }

    /** Whether there is a client to work with. */
    public boolean configured() {
      return clientId != null && !clientId.isEmpty() && (isPublicClient() || clientSecret != null);
    }

    boolean isPublicClient() {
      return clientAuthentication == ClientAuthentication.NONE;
    }

    boolean has(Quirk quirk) {
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
        throw new IllegalArgumentException(what + " is a JSON Pointer (RFC 6901) that begins with '/'");
      }
    }
  }
}
