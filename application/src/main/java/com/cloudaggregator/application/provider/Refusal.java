package com.cloudaggregator.application.provider;

import com.cloudaggregator.domain.credential.RefusalCategory;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a provider does not grant access.
 *
 * @param denialOrNull what the user can act on; null if the provider does not say, and if it is not
 *     the user's, an administrator's or the account's doing
 */
public record Refusal(RefusalCategory category, @Nullable Denial denialOrNull) {

  /** The closed list of {@code reason} of the contract (docs/contract.md, section 4). */
  public enum Denial {
    DECLINED,
    ADMIN_CONSENT_REQUIRED,
    WRONG_TENANT;

    /** The name in lower case, as it stands in the redirect. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
