package com.cloudaggregator.oauth.token;

import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A successful answer of a token endpoint (<a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-5.1">RFC 6749, section 5.1</a>).
 *
 * @param idToken null if the answer has none
 * @param body the answer itself, which may name the account
 * @param namesScopes whether the answer names the granted scopes; otherwise they are those
 *     requested
 */
public record TokenAnswer(
    JsonNode body, Credentials credentials, @Nullable String idToken, boolean namesScopes) {
  /** A token has to fit into a header; RFC 6750, section 2.1, allows fewer characters still. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7E]{1,16384}");

  private static final Pattern BETWEEN_SCOPES = Pattern.compile("[ ,]+");

  /** The longest lifetime that is believed. */
  private static final double LONGEST_LIFE = Duration.ofDays(366).toSeconds();

  /**
   * For a token whose lifetime is not known: RFC 6749 leaves it to the provider's documentation. It
   * is refreshed soon rather than vended after its end.
   */
  static final long UNKNOWN_LIFE = Duration.ofMinutes(10).toSeconds();

  /** Some servers send the number in a string. */
  private static final Pattern DIGITS = Pattern.compile("\\s*[0-9]{1,18}(\\.[0-9]{1,18})?\\s*");

  /** Empty if the answer is not a bearer token. */
  public static Optional<TokenAnswer> parse(JsonNode body, List<String> askedFor, Instant now) {
    Secret accessToken = token(Json.text(body, "access_token"));
    Secret refreshToken = token(Json.text(body, "refresh_token"));
    boolean refreshTokenIsBad = !isUnset(body.path("refresh_token")) && refreshToken == null;
    if (accessToken == null
        || refreshTokenIsBad
        || !"bearer".equalsIgnoreCase(Json.text(body, "token_type"))) {
      return Optional.empty();
    }
    Set<String> scopes = scopes(body.path("scope"));
    return Optional.of(
        new TokenAnswer(
            body,
            new Credentials(
                accessToken,
                refreshToken,
                expiry(body.path("expires_in"), now),
                scopes == null ? Set.copyOf(askedFor) : scopes),
            Json.text(body, "id_token"),
            scopes != null));
  }

  /**
   * Whether an answer with a successful status is an error: some servers answer errors so, and
   * others name an empty one beside their tokens.
   */
  public static boolean isError(JsonNode body) {
    return !isUnset(body.path("error"));
  }

  /** Absent, null, or an empty text: some servers write every member of their answer. */
  private static boolean isUnset(JsonNode member) {
    return member.isMissingNode() || member.isNull() || "".equals(Json.text(member));
  }

  /** In whole seconds, as the provider counts, so that storing does not change it. */
  private static Instant expiry(JsonNode life, Instant now) {
    return now.plusSeconds(seconds(life)).truncatedTo(ChronoUnit.SECONDS);
  }

  /** The number of seconds; {@link #UNKNOWN_LIFE} if it is absent or cannot be a lifetime. */
  private static long seconds(JsonNode life) {
    String text = Json.text(life);
    double seconds = 0;
    if (life.isNumber()) {
      seconds = life.doubleValue();
    } else if (text != null && DIGITS.matcher(text).matches()) {
      seconds = Double.parseDouble(text);
    }
    return seconds >= 1 && seconds <= LONGEST_LIFE ? (long) seconds : UNKNOWN_LIFE;
  }

  /** A text with blanks or commas between the scopes, or an array of texts; null for others. */
  private static @Nullable Set<String> scopes(JsonNode scope) {
    if (!scope.isString() && !scope.isArray()) {
      return null;
    }
    Stream<JsonNode> parts = scope.isArray() ? scope.valueStream() : Stream.of(scope);
    return parts
        .flatMap(part -> Stream.ofNullable(Json.text(part)))
        .flatMap(BETWEEN_SCOPES::splitAsStream)
        .filter(one -> !one.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static @Nullable Secret token(@Nullable String value) {
    return value != null && TOKEN.matcher(value).matches() ? new Secret(value) : null;
  }

  @Override
  public String toString() {
    return "TokenAnswer[…]";
  }
}
