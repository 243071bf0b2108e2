package com.cloudaggregator.domain.account;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why the owner of an account has to sign in again. Transient failures are never a reason; they
 * leave the account connected.
 */
public enum ReconnectReason {
  /**
   * The provider refuses the refresh token without saying why (<a
   * href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, section 5.2</a>).
   */
  INVALID_GRANT,
  /** The owner or an administrator has withdrawn consent at the provider. */
  CONSENT_REVOKED,
  /** The refresh token has expired or was not used for too long. */
  REFRESH_TOKEN_EXPIRED,
  /** A scope that was granted before is no longer granted. */
  MISSING_SCOPE,
  /** The provider requires an interactive sign-in, for example after a password change. */
  SIGN_IN_REQUIRED,
  /** The organization of the account does not allow the access, or not from this location. */
  ADMIN_POLICY,
  /** The account is locked, disabled or deleted at the provider. */
  ACCOUNT_DISABLED,
  /** The access token has expired, and there is no refresh token. */
  ACCESS_EXPIRED,
  /** The stored credentials cannot be opened in their place: they were changed or moved. */
  CREDENTIALS_UNREADABLE,
  /** None of the above, or written by another release of the program. */
  UNSPECIFIED;

  /** The code that is stored and sent: the name in lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @return {@link #UNSPECIFIED} for null and for an unknown code, which another release may have
   *     written
   */
  public static ReconnectReason of(@Nullable String code) {
    return Arrays.stream(values())
        .filter(reason -> reason.code().equals(code))
        .findFirst()
        .orElse(UNSPECIFIED);
  }
}
