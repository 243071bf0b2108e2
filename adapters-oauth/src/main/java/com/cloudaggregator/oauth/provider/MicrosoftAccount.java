package com.cloudaggregator.oauth.provider;

import com.cloudaggregator.oauth.http.Json;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Compares the names of one Microsoft account in ID token and Graph. For a work account {@code oid}
 * and {@code id} are the same GUID. For a personal account {@code id} is 16 hexadecimal digits and
 * {@code oid} the same, zero-padded to a GUID (<a
 * href="https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference">ID
 * token claims reference</a>).
 */
final class MicrosoftAccount {
  /** The tenant of all personal accounts. */
  private static final String PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad";

  private static final Pattern PERSONAL_ID = Pattern.compile("[0-9a-fA-F]{1,16}");

  private MicrosoftAccount() {}

  static boolean agree(JsonNode claims, @Nullable String graphId) {
    String objectId = Json.text(claims, "oid");
    if (objectId == null || graphId == null) {
      return false;
    }
    if (!PERSONAL.equals(Json.text(claims, "tid"))) {
      return objectId.equalsIgnoreCase(graphId);
    }
    return PERSONAL_ID.matcher(graphId).matches() && objectId.equalsIgnoreCase(asGuid(graphId));
  }

  private static String asGuid(String hex) {
    String padded = "0".repeat(32 - hex.length()) + hex.toLowerCase(Locale.ROOT);
    return String.join(
        "-",
        padded.substring(0, 8),
        padded.substring(8, 12),
        padded.substring(12, 16),
        padded.substring(16, 20),
        padded.substring(20));
  }
}
