package com.cloudaggregator.oauth.refusal;

import com.cloudaggregator.application.provider.AuthorizationError;
import com.cloudaggregator.oauth.http.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An error as a provider sent it (<a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC
 * 6749, section 5.2</a>, and <a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1">section 4.1.2.1</a>). Nothing of it
 * is logged or shown but what a row of a table names.
 *
 * @param codes complete codes beside {@code error}
 * @param words the description in lower case; empty if there is none
 */
record ProviderError(String error, Set<String> codes, String words) {
  /** Microsoft's numbers; an authorization response has them in its description only. */
  private static final Pattern NUMBER = Pattern.compile("AADSTS([0-9]{4,9})\\b");

  static Optional<ProviderError> of(JsonNode body) {
    String error = Json.text(body, "error");
    if (error == null) {
      return Optional.empty();
    }
    Set<String> codes = new HashSet<>();
    for (JsonNode code : body.path("error_codes")) {
      Long number = Json.number(code);
      if (number != null) {
        codes.add(number.toString());
      }
    }
    for (String member : List.of("suberror", "error_subtype")) {
      String text = Json.text(body, member);
      if (text != null) {
        codes.add(text);
      }
    }
    return Optional.of(of(error, codes, Json.text(body, "error_description")));
  }

  static ProviderError of(AuthorizationError response) {
    Set<String> codes = new HashSet<>();
    if (response.subcodeOrNull() != null) {
      codes.add(response.subcodeOrNull());
    }
    return of(response.error(), codes, response.descriptionOrNull());
  }

  private static ProviderError of(String error, Set<String> codes, @Nullable String description) {
    if (description == null) {
      return new ProviderError(error, codes, "");
    }
    Matcher number = NUMBER.matcher(description);
    if (number.find()) {
      codes.add(number.group(1));
    }
    return new ProviderError(error, codes, description.toLowerCase(Locale.ROOT));
  }
}
