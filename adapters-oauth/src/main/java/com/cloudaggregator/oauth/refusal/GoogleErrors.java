package com.cloudaggregator.oauth.refusal;

import static com.cloudaggregator.oauth.refusal.ErrorRow.row;

import java.util.List;

/**
 * Google: <a
 * href="https://developers.google.com/identity/protocols/oauth2/web-server#authorization-errors">Using
 * OAuth 2.0 for Web Server Applications, authorization errors</a>, <a
 * href="https://developers.google.com/identity/protocols/oauth2#expiration">Refresh token
 * expiration</a>, and <a
 * href="https://developers.google.com/identity/protocols/oauth2/web-server#exchange-errors">errors
 * of the code exchange</a>.
 */
final class GoogleErrors {
  static final List<ErrorRow> TABLE =
      List.of(
          row("invalid_grant", "invalid_rapt", Meaning.SIGN_IN), // a session policy of Workspace
          row("invalid_grant", "account has been deleted", Meaning.DISABLED),
          row("invalid_grant", "account is disabled", Meaning.DISABLED),
          row("admin_policy_enforced", Meaning.POLICY), // Workspace restricts the scopes
          row("org_internal", Meaning.POLICY), // the project is for another organization only
          row("access_not_configured", Meaning.POLICY), // Workspace for Education
          row("access_denied", Meaning.POLICY).at(Stage.REFRESH),
          row("deleted_client", Meaning.CLIENT),
          row("disabled_client", Meaning.CLIENT),
          row("redirect_uri_mismatch", Meaning.CLIENT),
          row("origin_mismatch", Meaning.CLIENT),
          row("disallowed_useragent", Meaning.CLIENT),
          row("internal_failure", Meaning.LATER),
          row("rate_limit_exceeded", Meaning.TOO_OFTEN));

  private GoogleErrors() {}
}
