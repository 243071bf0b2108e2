package com.cloudaggregator.application.provider;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a provider does not grant access.
 *
 * @param denialOrNull what the user can act on; null if the provider does not say, and if it is not
 *     the user's, an administrator's or the account's doing
 */
public record Refusal(Category category, @Nullable Denial denialOrNull) {

  /** Whose it is to change something. */
  public enum Category {
    /** Our client or our request: only the operators of this program can change it. */
    CONFIGURATION,
    /** The user's decision. */
    USER,
    /** A policy of the organization of the account. */
    ADMINISTRATOR,
    /** The state of the account. */
    ACCOUNT,
    /** Passing trouble at the provider. */
    TEMPORARY;

    /** The name in lower case, as it is logged. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

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
