package com.cloudaggregator.oauth.refusal;

import com.cloudaggregator.application.provider.AuthorizationError;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.oauth.Quirk;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The errors of one provider, by its tables and by what this node has seen of the client's other
 * accounts.
 */
public final class ProviderErrors {
  private final List<Quirk> quirks;
  private final ClientEvidence evidence;

  public ProviderErrors(List<Quirk> quirks, ClientEvidence evidence) {
    this.quirks = quirks;
    this.evidence = evidence;
  }

  /**
   * An error that was found in a table.
   *
   * @param described what the table knows it by, and its category; for a log
   */
  public record Found(Meaning meaning, String described) {}

  public Optional<Found> find(AuthorizationError response) {
    return find(Stage.AUTHORIZATION, ProviderError.of(response), null);
  }

  /**
   * @param accountOrNull whose token was sent; null if it is not known yet
   * @return empty for an answer without {@code error}, and for an unknown one
   */
  public Optional<Found> find(Stage stage, JsonNode body, @Nullable AccountId accountOrNull) {
    return ProviderError.of(body).flatMap(sent -> find(stage, sent, accountOrNull));
  }

  /** The token endpoint accepted the client for this account; null if it is not known yet. */
  public void succeeded(@Nullable AccountId accountOrNull) {
    evidence.succeeded(accountOrNull);
  }

  private Optional<Found> find(Stage stage, ProviderError sent, @Nullable AccountId accountOrNull) {
    return ErrorTables.row(stage, sent, quirks)
        .map(
            row -> {
              Meaning meaning = resolve(row.meaning(), stage, accountOrNull);
              return new Found(meaning, row.describe(meaning));
            });
  }

  private Meaning resolve(Meaning meaning, Stage stage, @Nullable AccountId accountOrNull) {
    if (meaning != Meaning.CLIENT_OR_TENANT) {
      return meaning;
    }
    boolean othersSucceed =
        stage == Stage.AUTHORIZATION
            ? evidence.othersSucceed(accountOrNull)
            : evidence.refusedWhileOthersSucceed(accountOrNull);
    return othersSucceed ? Meaning.POLICY : Meaning.CLIENT;
  }
}
