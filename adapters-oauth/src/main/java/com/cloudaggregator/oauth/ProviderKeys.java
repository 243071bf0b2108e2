package com.cloudaggregator.oauth;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * The keys that a provider signs with (RFC 7517). Keys of kinds that are not known, symmetric ones and RSA keys under
 * 2048 bits are passed over; an unknown key id makes the set be read again.
 */
final class ProviderKeys {
  private static final int MOST_KEYS = 64;
  private static final int SHORTEST_RSA = 2048;

  private final RemoteValue<List<JWK>> keys;

  /** The answers to {@link #find}. */
  sealed interface Search {
    record Found(JWK key) implements Search {}

    /** No key fits, or more than one and the token does not say which. */
    record None() implements Search {}

    record Unavailable() implements Search {}
  }

  /**
   * @param source the set as it is now; absent when it cannot be had
   */
  ProviderKeys(Supplier<Optional<JsonNode>> source, Clock clock) {
    this.keys = new RemoteValue<>(() -> source.get().map(ProviderKeys::usable), clock);
  }

  /**
   * The one key that may have signed this. Where the set has many, the header must name one (OpenID Connect Core,
   * section 10.1).
   */
  Search find(JWSHeader header) {
    JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
    Optional<List<JWK>> held = keys.get();
    if (held.isPresent() && held.get().stream().noneMatch(matcher::matches)) {
      held = keys.newerThan(held.get());
    }
    if (held.isEmpty()) {
      return new Search.Unavailable();
    }
    List<JWK> fitting = held.get().stream().filter(matcher::matches).toList();
    return fitting.size() == 1 ? new Search.Found(fitting.getFirst()) : new Search.None();
  }

  private static List<JWK> usable(JsonNode set) {
    List<JWK> usable = new ArrayList<>();
    for (JsonNode member : set.path("keys")) {
      if (usable.size() == MOST_KEYS) {
        break;
      }
      try {
        JWK key = JWK.parse(member.toString());
        if (key instanceof AsymmetricJWK && !(key instanceof RSAKey && key.size() < SHORTEST_RSA)) {
          usable.add(key.toPublicJWK());
        }
      } catch (ParseException e) {
        // A key of a kind that is not known here; the others of the set are as good as before.
        continue;
      }
    }
    return List.copyOf(usable);
  }
}
