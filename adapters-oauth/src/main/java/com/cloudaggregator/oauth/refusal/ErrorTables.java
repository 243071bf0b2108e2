package com.cloudaggregator.oauth.refusal;

import com.cloudaggregator.oauth.Quirk;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the meaning of an error: first in the table of the provider, then among the registered
 * codes; the first matching row decides. An error that matches no row proves nothing.
 */
final class ErrorTables {
  static final Map<Quirk, List<ErrorRow>> DIALECTS =
      Map.of(
          Quirk.MICROSOFT_ERROR_CODES, MicrosoftErrors.TABLE,
          Quirk.GOOGLE_ERROR_NAMES, GoogleErrors.TABLE,
          Quirk.DROPBOX_ERROR_DESCRIPTIONS, DropboxErrors.TABLE,
          Quirk.BOX_ERROR_DESCRIPTIONS, BoxErrors.TABLE);

  private ErrorTables() {}

  static Optional<ErrorRow> row(Stage stage, ProviderError sent, List<Quirk> quirks) {
    return Stream.concat(
            quirks.stream()
                .flatMap(
                    dialect ->
                        DIALECTS.getOrDefault(dialect, List.of()).stream()
                            .filter(row -> row.matches(stage, sent, matchesWords(dialect)))),
            StandardErrors.TABLE.stream().filter(row -> row.matches(stage, sent, false)))
        .findFirst();
  }

  /** Microsoft documents codes, and advises against reading the descriptions. */
  private static boolean matchesWords(Quirk dialect) {
    return dialect != Quirk.MICROSOFT_ERROR_CODES;
  }
}
