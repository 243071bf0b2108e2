package com.cloudaggregator.oauth.refusal;

import com.cloudaggregator.domain.credential.RefusalCategory;
import com.cloudaggregator.oauth.http.SafeText;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * One row of a table.
 *
 * @param stages where the provider uses it
 * @param error the {@code error}; empty for any that does not contradict the meaning
 * @param detail a complete code that must also be present, or a part of the description in lower
 *     case if the table matches words; empty for any
 */
record ErrorRow(Set<Stage> stages, String error, String detail, Meaning meaning) {
  /** These say whose fault it is; a detail may only say more. */
  private static final Map<String, RefusalCategory> DECISIVE =
      Map.of(
          "invalid_client", RefusalCategory.CONFIGURATION,
          "server_error", RefusalCategory.TEMPORARY,
          "temporarily_unavailable", RefusalCategory.TEMPORARY);

  static ErrorRow row(String error, String detail, Meaning meaning) {
    return new ErrorRow(EnumSet.allOf(Stage.class), error, detail, meaning);
  }

  static ErrorRow row(String error, Meaning meaning) {
    return row(error, "", meaning);
  }

  /** A code that has its meaning with any {@code error}. */
  static ErrorRow code(String code, Meaning meaning) {
    return row("", code, meaning);
  }

  ErrorRow at(Stage first, Stage... more) {
    return new ErrorRow(EnumSet.of(first, more), error, detail, meaning);
  }

  boolean matches(Stage stage, ProviderError sent, boolean matchesWords) {
    boolean sameError =
        error.isEmpty()
            ? DECISIVE.getOrDefault(sent.error(), meaning.category()) == meaning.category()
                && !(meaning == Meaning.CLIENT_OR_TENANT && DECISIVE.containsKey(sent.error()))
            : error.equals(sent.error());
    return stages.contains(stage)
        && sameError
        && (detail.isEmpty()
            || sent.codes().contains(detail)
            || matchesWords && sent.words().contains(detail));
  }

  /** The detail and the category, for the log: {@code AADSTS65004 (user)}. */
  String describe(Meaning resolved) {
    String code = "";
    if (!detail.isEmpty() && Character.isDigit(detail.charAt(0))) {
      code = "AADSTS" + detail + " ";
    } else if (!detail.contains(" ")) {
      String safe = SafeText.orElse(detail, "");
      code = safe.isEmpty() ? "" : safe + " ";
    }
    return code + "(" + resolved.category().code() + ")";
  }
}
