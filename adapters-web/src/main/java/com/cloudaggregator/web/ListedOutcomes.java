package com.cloudaggregator.web;

import com.cloudaggregator.application.connect.NoteAnswers;
import com.cloudaggregator.domain.account.Provider;
import java.util.regex.Pattern;

/**
 * The callback's last word: what is not of the closed list (contract, section 4), written out once more here, does not
 * leave. So {@code reconnect_failed} cannot come back by a mistake elsewhere, nor a token outside the fragment; and if
 * one tried, the operator's record says so.
 */
final class ListedOutcomes {
  private static final String REFUSALS = "access_denied|invalid_state|missing_params|provider_error|provider_unavailable"
      + "|provider_not_configured|token_exchange_failed|identity_invalid|userinfo_failed|insufficient_scope"
      + "|account_mismatch|missing_refresh_token|rate_limited|database_query_failed|database_inconsistency"
      + "|database_unavailable|database_error";
  private static final String PROVIDER = "&provider=[a-z0-9]+";
  private static final Pattern LISTED = Pattern.compile("/app\\?(?:connection=success" + PROVIDER
      + "|error=ownership_conflict" + PROVIDER + "#transfer_token=[\\w-]+(?:\\.[\\w-]+){2}"
      + "|error=(?:" + REFUSALS + ")(?:" + PROVIDER + ")?)");
  private static final String INSTEAD = "/app?error=database_error";

  private final NoteAnswers answers;

  ListedOutcomes(NoteAnswers answers) {
    this.answers = answers;
  }

  /** The target itself, if it is on the list. */
  String only(String target, Provider provider) {
    if (LISTED.matcher(target).matches()) {
      return target;
    }
    answers.unlisted(provider);
    return INSTEAD;
  }
}
