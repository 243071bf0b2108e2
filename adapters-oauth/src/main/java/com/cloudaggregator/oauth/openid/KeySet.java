package com.cloudaggregator.oauth.openid;

import com.cloudaggregator.oauth.http.Json;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The public keys of an issuer (<a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC
 * 7517, section 5</a>), by Nimbus: cached, refreshed shortly before they expire, kept through an
 * outage, and read at most twice in the minimum interval, whatever keys are asked for. An unknown
 * key causes one more reading. Symmetric keys, keys of unknown types and RSA keys under 2048 bits
 * are ignored.
 *
 * <p>No key means that the issuer has none that fits. If that cannot be known, since the set was
 * not readable, the answer is a {@link KeySourceException}.
 */
public final class KeySet implements JWKSource<SecurityContext> {
  /** Microsoft's member of a key, and our name for all of them beside the set. */
  private static final String ISSUER = "issuer";

  private static final int MAX_KEYS = 64;
  private static final int MIN_RSA_BITS = 2048;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_AHEAD = Duration.ofSeconds(30);
  private static final ExecutorService REFRESHES =
      Executors.newThreadPerTaskExecutor(
          Thread.ofPlatform().daemon().name("key-set-", 0).factory());

  private final JWKSetSource<SecurityContext> sets;
  private final Loader loader;
  private final Clock clock;

  /**
   * @param cached how long a set is used without being read again
   * @param interval the time in which a set is read at most twice; shorter than {@code cached}
   * @param outage how long a set is used while it cannot be read; zero for not at all
   */
  public record Times(Duration cached, Duration interval, Duration outage) {}

  /** Reads the key set. */
  @FunctionalInterface
  public interface Document {
    JsonNode read() throws IOException;
  }

  /**
   * Restricts the keys to those that may sign for an issuer. Microsoft's key set of all tenants
   * names the issuer of each key, maybe with {@code {tenantid}} (<a
   * href="https://learn.microsoft.com/en-us/entra/identity-platform/access-tokens#validate-the-issuer">Access
   * tokens, validate the issuer</a>). A key that names none may sign for all.
   *
   * @param issuer as the token names it
   * @param tenant {@code tid} of the token; empty if it has none
   */
  record SignedFor(String issuer, String tenant) implements SecurityContext {
    boolean accepts(@Nullable String ofKey) {
      return ofKey == null || new Issuer(ofKey).matches(issuer, tenant);
    }
  }

  public KeySet(Document document, Times times, Clock clock) {
    this.clock = clock;
    this.loader = new Loader(document);
    Duration quarter = times.cached().dividedBy(4);
    var builder =
        JWKSourceBuilder.create(loader)
            .cache(times.cached().toMillis(), lesser(LONGEST_WAIT, quarter).toMillis())
            .refreshAheadCache(
                lesser(LONGEST_AHEAD, quarter).toMillis(), null, REFRESHES, false, null, false)
            .rateLimited(times.interval().toMillis());
    if (!times.outage().isZero()) {
      builder.outageTolerant(times.outage().toMillis());
    }
    // Nimbus takes the time as an argument everywhere but in the outermost source, which this class
    // replaces.
    this.sets = ((JWKSetBasedJWKSource<SecurityContext>) builder.build()).getJWKSetSource();
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    long now = clock.millis();
    JWKSet held = sets.getJWKSet(JWKSetCacheRefreshEvaluator.noRefresh(), now, context);
    List<JWK> matches = select(selector, held, context);
    return matches.isEmpty() ? select(selector, newerThan(held, now, context), context) : matches;
  }

  private static List<JWK> select(
      JWKSelector selector, JWKSet set, @Nullable SecurityContext context) {
    List<JWK> matches = selector.select(set);
    if (!(context instanceof SignedFor signed)
        || !(set.getAdditionalMembers().get(ISSUER) instanceof Map<?, ?> issuers)) {
      return matches;
    }
    return matches.stream()
        .filter(key -> signed.accepts(issuers.get(key) instanceof String issuer ? issuer : null))
        .toList();
  }

  private JWKSet newerThan(JWKSet held, long now, @Nullable SecurityContext context)
      throws KeySourceException {
    JWKSet newer;
    try {
      newer = sets.getJWKSet(JWKSetCacheRefreshEvaluator.referenceComparison(held), now, context);
    } catch (RateLimitReachedException e) {
      newer = held;
    }
    if (loader.failed) {
      throw new JWKSetUnavailableException("The key is unknown and the key set cannot be read");
    }
    return newer;
  }

  private static Duration lesser(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static final class Loader implements JWKSetSource<SecurityContext> {
    private final Document document;
    private volatile boolean failed;

    Loader(Document document) {
      this.document = document;
    }

    @Override
    public JWKSet getJWKSet(
        JWKSetCacheRefreshEvaluator refresh, long now, @Nullable SecurityContext context)
        throws KeySourceException {
      try {
        JWKSet set = usable(document.read());
        failed = false;
        return set;
      } catch (IOException e) {
        failed = true;
        throw new JWKSetUnavailableException("The key set cannot be read", e);
      }
    }

    private static JWKSet usable(JsonNode set) {
      List<JWK> keys = new ArrayList<>();
      Map<JWK, String> issuers = new HashMap<>();
      for (JsonNode member : set.path("keys")) {
        if (keys.size() == MAX_KEYS) {
          break;
        }
        try {
          JWK key = JWK.parse(member.toString());
          if (key instanceof AsymmetricJWK
              && !(key instanceof RSAKey && key.size() < MIN_RSA_BITS)) {
            keys.add(key.toPublicJWK());
            String issuer = Json.text(member, ISSUER);
            if (issuer != null) {
              issuers.put(keys.getLast(), issuer);
            }
          }
        } catch (ParseException e) {
          // A key of an unknown type; the others are not affected.
        }
      }
      return new JWKSet(keys, Map.of(ISSUER, issuers));
    }

    @Override
    public void close() {
      // Holds nothing that needs closing.
    }
  }
}
