package com.cloudaggregator.oauth;

import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A successful answer of a token endpoint (RFC 6749, section 5.1).
 *
 * @param idToken null when the answer has none
 * @param namesScopes whether the answer says what was granted; else it is what was asked for
 */
record TokenAnswer(Credentials credentials, @Nullable String idToken, boolean namesScopes) {
  /** A token is sent in a header; RFC 6750, section 2.1, allows fewer characters still. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7E]{1,16384}");

  private static final Pattern BETWEEN_SCOPES = Pattern.compile("[ ,]+");

  /** No provider promises longer; it keeps nonsense within the range of a timestamp. */
  private static final long LONGEST_LIFE = Duration.ofDays(3650).toSeconds();

  /** Absent when the answer is no bearer token. */
  static Optional<TokenAnswer> parse(JsonNode body, List<String> askedFor, Instant now) {
    Secret accessToken = token(Json.text(body, "access_token"));
    Secret refreshToken = token(Json.text(body, "refresh_token"));
    boolean refreshTokenIsBad = body.hasNonNull("refresh_token") && refreshToken == null;
    if (accessToken == null || refreshTokenIsBad || !"bearer".equalsIgnoreCase(Json.text(body, "token_type"))) {
      return Optional.empty();
    }
    Long life = Json.number(body, "expires_in");
    String scope = Json.text(body, "scope");
    return Optional.of(new TokenAnswer(
        new Credentials(
            accessToken,
            refreshToken,
            life == null || life <= 0 ? null : expiry(life, now),
            scope == null ? Set.copyOf(askedFor) : scopes(scope)),
        Json.text(body, "id_token"),
        scope != null));
  }

  /** To the second, as the provider counts, so that it is the same before it is stored and after. */
  private static Instant expiry(long life, Instant now) {
    return now.plusSeconds(Math.min(life, LONGEST_LIFE)).truncatedTo(ChronoUnit.SECONDS);
  }

  private static Set<String> scopes(String scope) {
    return BETWEEN_SCOPES.splitAsStream(scope).filter(one -> !one.isEmpty()).collect(Collectors.toUnmodifiableSet());
  }

  private static @Nullable Secret token(@Nullable String value) {
    return value != null && TOKEN.matcher(value).matches() ? new Secret(value) : null;
  }

  @Override
  public String toString() {
    return "TokenAnswer[…]";
  }
}
