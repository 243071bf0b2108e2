package com.cloudaggregator.web.connect;

import com.cloudaggregator.application.connect.RecordCallbackPages;
import com.cloudaggregator.domain.account.Provider;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * The closed list of redirects of the callback (contract, section 4), repeated here as the last
 * check. A target that is not on the list, such as {@code reconnect_failed} or a token outside the
 * fragment, is replaced, and the attempt is recorded as evidence for operators.
 */
@Component
final class CallbackRedirects {
  private static final String REFUSALS =
      "access_denied|invalid_state|missing_params|provider_error|provider_unavailable"
          + "|provider_not_configured|token_exchange_failed|identity_invalid|userinfo_failed|insufficient_scope"
          + "|account_mismatch|missing_refresh_token|account_frozen|rate_limited|database_query_failed|database_inconsistency"
          + "|database_unavailable|database_error";
  private static final String PROVIDER = "&provider=[a-z0-9]+";
  private static final Pattern LISTED =
      Pattern.compile(
          "/app\\?(?:connection=success"
              + PROVIDER
              + "|error=ownership_conflict"
              + PROVIDER
              + "#transfer_token=[\\w-]+(?:\\.[\\w-]+){2}"
              + "|error=(?:"
              + REFUSALS
              + ")(?:"
              + PROVIDER
              + ")?"
              + "|error=access_denied"
              + PROVIDER
              + "&reason=(?:declined|admin_consent_required|wrong_tenant))");
  private static final String INSTEAD = "/app?error=database_error";

  private final RecordCallbackPages answers;

  CallbackRedirects(RecordCallbackPages answers) {
    this.answers = answers;
  }

  /** Returns the target if it is on the list, else a redirect with {@code database_error}. */
  String restrict(String target, Provider provider) {
    if (LISTED.matcher(target).matches()) {
      return target;
    }
    answers.recordUnlistedAnswer(provider);
    return INSTEAD;
  }
}
