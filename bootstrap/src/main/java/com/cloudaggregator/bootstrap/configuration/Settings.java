package com.cloudaggregator.bootstrap.configuration;

import com.cloudaggregator.domain.credential.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code cloud-aggregator.*}, once all of it is known to be right. It is read by {@link ConfigurationCheck} and by
 * nothing else, so that whoever holds one need check no more.
 *
 * @param publicUrl the origin under which browsers reach the program; never taken from a request
 * @param frontendUrl the origin that the callback redirects to
 * @param corsOrigins exact origins that may call with credentials
 * @param signIn where people sign in to the built-in pages; empty when they cannot
 * @param providers ids in the order of their configuration; their entries are bound where they are used
 * @param stateTtl how long a started flow may take
 * @param keys the three key rings
 * @param webhook where events are delivered; empty when nowhere
 * @param eventRetention how long events for the host product are kept, delivered or not
 * @param purgeInterval how often what has expired is removed
 * @param verificationRetention how long the evidence about 23505 is kept
 * @param demo whether the profile {@code demo} is on
 */
public record Settings(
    String appName,
    URI publicUrl,
    URI frontendUrl,
    List<String> corsOrigins,
    Users users,
    Optional<SignIn> signIn,
    List<String> providers,
    Duration stateTtl,
    Transfer transfer,
    AccessTokens accessTokens,
    Keys keys,
    Optional<Webhook> webhook,
    Duration eventRetention,
    Database database,
    boolean allowInsecureLoopback,
    Duration purgeInterval,
    Jobs jobs,
    Duration verificationRetention,
    Limits limits,
    boolean apiDocs,
    Identifiers identifiers,
    boolean demo) {

  /** Whether browsers reach the program by https, so that its cookies are to be {@code Secure}. */
  public boolean secure() {
    return "https".equals(publicUrl.getScheme());
  }

  /**
   * How a caller's JWT is checked.
   *
   * @param issuer empty when {@code iss} is not checked
   * @param clockSkew at most 60 seconds
   */
  public record Users(Verification verification, Optional<String> issuer, String audience, Duration clockSkew) {}

  /**
   * The host's OpenID provider, where people sign in to the built-in pages (OpenID Connect Core, code flow). It gives the
   * same user ids as the bearer tokens hold.
   *
   * @param name as people know it, for the button
   * @param issuer its metadata is below {@code /.well-known/openid-configuration}
   * @param userIdClaim the claim of the ID token that is the user's id
   * @param roleClaims claims of the ID token that hold roles, each a text or a list; one that begins with a slash is a
   *     path into objects
   */
  public record SignIn(
      String name,
      URI issuer,
      String clientId,
      Secret clientSecret,
      List<String> scopes,
      String userIdClaim,
      List<String> roleClaims) {}

  /** One mode for each issuer (OWASP ASVS 5.0, 9.1.2): no token chooses how it is verified. */
  public sealed interface Verification {
    /** HMAC with SHA-256 (RFC 7518, section 3.2). */
    record SharedSecret(Secret secret) implements Verification {}

    /**
     * ES256 or RS256 by a key of the issuer's key set.
     *
     * @param cacheTtl how long a fetched set is used
     * @param minRefetch the least time between two fetches, whatever unknown keys are asked for
     * @param outageTtl how long the last set is used on when it cannot be fetched
     */
    record KeySet(URI uri, Duration cacheTtl, Duration minRefetch, Duration outageTtl) implements Verification {}
  }

  /**
   * The pace of transfers.
   *
   * @param tokenTtl how long an offer lives, in whole seconds
   * @param cooldown the least time between two moves of one account
   * @param maxPerAccount the moves of one account in 24 hours
   */
  public record Transfer(Duration tokenTtl, Duration cooldown, int maxPerAccount) {}

  /**
   * How access tokens of providers are given out.
   *
   * @param minValidity how long a token lives at least that is given out without a refresh
   * @param refreshAhead how long before its end a token is refreshed without being asked for; zero when it is not
   * @param perMinute how often they may be asked for, for one user in a minute
   * @param serviceCallsRetention how long the record of what services asked for is kept
   */
  public record AccessTokens(Duration minValidity, Duration refreshAhead, int perMinute, Duration serviceCallsRetention) {}

  /** One ring for each purpose; no key is in two. */
  public record Keys(List<Key> vault, List<Key> transfer, List<Key> flow) {}

  /** A key of 32 bytes under its id. It does not print. */
  public record Key(String id, byte[] secret) {
    @Override
    public String toString() {
      return "Key[" + id + "]";
    }
  }

  /** Where events go, and the keys that sign them (Standard Webhooks); more than one while they change. */
  public record Webhook(URI url, List<Secret> secrets) {}

  /** Whose PostgreSQL it is. */
  public enum Database {
    EXTERNAL,
    EMBEDDED
  }

  /**
   * What one user may have.
   *
   * @param startsPerMinute flows that one user may start in a minute
   * @param liveOffers unused offers of one user at a time
   */
  public record Limits(int startsPerMinute, int liveOffers) {}

  /**
   * The jobs of all nodes.
   *
   * @param takeover how long a node is silent before its job goes to another
   * @param revocationDelay how long a grant outlives its disconnection at the least
   */
  public record Jobs(Duration takeover, Duration revocationDelay) {}

  /** How identifiers of users and accounts appear in the log. */
  public enum Identifiers {
    RAW,
    HASHED
  }
}
