package com.cloudaggregator.oauth;

/** Deviations of a provider from the standard, named after the behavior. */
public enum Quirk {
  /** The user-info id equals the ID token's {@code oid}, or is the same zero-padded to a GUID. */
  MICROSOFT_OID_MATCHES_ID,
  /**
   * ID tokens may name the issuer without {@code https://} (<a
   * href="https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken">Google,
   * Validating an ID token</a>).
   */
  GOOGLE_ISSUER_WITHOUT_SCHEME,
  /**
   * The token response names the account as well, by the same member as the user info (<a
   * href="https://www.dropbox.com/developers/documentation/http/documentation#oauth2-token">Dropbox,
   * /oauth2/token</a>).
   */
  DROPBOX_TOKEN_NAMES_ACCOUNT,
  /** Refusals have details in {@code error_codes} (AADSTS numbers) and {@code suberror}. */
  MICROSOFT_ERROR_CODES,
  /** Refusals have details in {@code error_subtype} and in Google's own error names. */
  GOOGLE_ERROR_NAMES,
  /** Refusals have details in {@code error_description}. */
  DROPBOX_ERROR_DESCRIPTIONS,
  /** Refusals have details in {@code error_description}. */
  BOX_ERROR_DESCRIPTIONS,
  /** Members of a team share one quota, so no member has a total of their own. */
  DROPBOX_TEAM_SPACE_IS_SHARED,
  /** Granted scopes may be prefixed with the resource's address, and their case may differ. */
  MICROSOFT_SCOPE_NAMES
}
