package com.cloudaggregator.domain.account;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why an account needs its owner's new proof of control. Trouble that may pass is never one of these: it leaves an
 * account connected.
 */
public enum ReconnectReason {
  /** The provider refuses the refresh token and does not say why (RFC 6749, section 5.2). */
  INVALID_GRANT,
  /** The owner, or someone for him, has withdrawn access at the provider. */
  CONSENT_REVOKED,
  /** The refresh token is too old, or was not used for too long. */
  REFRESH_TOKEN_EXPIRED,
  /** A permission that was granted once is not granted any more. */
  MISSING_SCOPE,
  /** The provider wants to see the owner himself: a changed password, a second factor. */
  SIGN_IN_REQUIRED,
  /** The organisation that the account belongs to does not allow it, or not from here. */
  ADMIN_POLICY,
  /** The account is locked, disabled or deleted at the provider. */
  ACCOUNT_DISABLED,
  /** The access token is over, and there never was a refresh token. */
  ACCESS_EXPIRED,
  /** What is stored does not open in its place: changed, or moved there. */
  CREDENTIALS_UNREADABLE,
  /** None of these; as another release of the program wrote it. */
  UNSPECIFIED;

  /** As it is stored and sent: the name in lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@link #UNSPECIFIED} for a code that only another release knows, and for none. */
  public static ReconnectReason of(@Nullable String code) {
    return Arrays.stream(values()).filter(reason -> reason.code().equals(code)).findFirst().orElse(UNSPECIFIED);
  }
}
