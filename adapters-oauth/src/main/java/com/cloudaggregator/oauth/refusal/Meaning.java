package com.cloudaggregator.oauth.refusal;

import com.cloudaggregator.application.provider.Refusal.Denial;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.RefusalCategory;
import org.jspecify.annotations.Nullable;

/** What an error says, whatever words the provider has for it. */
public enum Meaning {
  /** Our client or our request is wrong; it is so for every account. */
  CLIENT(RefusalCategory.CONFIGURATION, null, null),
  /**
   * The client is unknown or disabled, either everywhere or in the organization of this account.
   */
  CLIENT_OR_TENANT(RefusalCategory.CONFIGURATION, null, null),
  /** The user pressed Cancel, or withdrew consent. */
  DECLINED(RefusalCategory.USER, ReconnectReason.CONSENT_REVOKED, Denial.DECLINED),
  /** There is no consent; the provider does not say who withheld it. */
  NO_CONSENT(RefusalCategory.USER, ReconnectReason.CONSENT_REVOKED, null),
  /** The user has to sign in, or to complete a step of it. */
  SIGN_IN(RefusalCategory.USER, ReconnectReason.SIGN_IN_REQUIRED, null),
  /** The organization of the account does not allow it, or its administrator has to. */
  POLICY(
      RefusalCategory.ADMINISTRATOR, ReconnectReason.ADMIN_POLICY, Denial.ADMIN_CONSENT_REQUIRED),
  /** The account does not belong to the organization that it was used with. */
  WRONG_TENANT(RefusalCategory.ACCOUNT, ReconnectReason.ACCOUNT_DISABLED, Denial.WRONG_TENANT),
  /** The account is locked, disabled or deleted. */
  DISABLED(RefusalCategory.ACCOUNT, ReconnectReason.ACCOUNT_DISABLED, null),
  /** The code or the refresh token is not valid. */
  GRANT_INVALID(RefusalCategory.ACCOUNT, ReconnectReason.INVALID_GRANT, null),
  GRANT_EXPIRED(RefusalCategory.ACCOUNT, ReconnectReason.REFRESH_TOKEN_EXPIRED, null),
  SCOPE_WITHDRAWN(RefusalCategory.ACCOUNT, ReconnectReason.MISSING_SCOPE, null),
  /** Nothing was done; a later attempt may succeed. */
  LATER(RefusalCategory.TEMPORARY, null, null),
  TOO_OFTEN(RefusalCategory.TEMPORARY, null, null),
  /** The effect of the request is unknown. */
  UNCLEAR(RefusalCategory.TEMPORARY, null, null);

  private final RefusalCategory category;
  private final @Nullable ReconnectReason reconnect;
  private final @Nullable Denial denial;

  Meaning(RefusalCategory category, @Nullable ReconnectReason reconnect, @Nullable Denial denial) {
    this.category = category;
    this.reconnect = reconnect;
    this.denial = denial;
  }

  public RefusalCategory category() {
    return category;
  }

  /** Why the owner has to sign in again; null if signing in again would not help. */
  public @Nullable ReconnectReason reconnect() {
    return reconnect;
  }

  /** Why the user has no access, as far as the provider says so. */
  public @Nullable Denial denial() {
    return denial;
  }

  /** Whether it is about the code or token that was sent, and not about a person's decision. */
  public boolean isAboutTheGrant() {
    return this == GRANT_INVALID || this == GRANT_EXPIRED || this == SCOPE_WITHDRAWN;
  }
}
