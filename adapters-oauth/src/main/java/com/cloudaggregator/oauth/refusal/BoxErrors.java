package com.cloudaggregator.oauth.refusal;

import static com.cloudaggregator.oauth.refusal.ErrorRow.row;

import java.util.List;

/**
 * Box: <a href="https://developer.box.com/guides/authentication/oauth2/">OAuth 2.0
 * authentication</a> and <a
 * href="https://developer.box.com/guides/api-calls/permissions-and-errors/common-errors/">Common
 * errors</a>. The reason is in the description; a used refresh token counts as "expired" too.
 */
final class BoxErrors {
  static final List<ErrorRow> TABLE =
      List.of(
          row("access_denied", "user denied", Meaning.DECLINED),
          row("access_denied", "admin", Meaning.POLICY),
          row("invalid_grant", "refresh token has expired", Meaning.GRANT_EXPIRED),
          row("invalid_grant", "inactive", Meaning.DISABLED),
          row("unauthorized_client", "not authorized by", Meaning.POLICY),
          row("redirect_uri_mismatch", Meaning.CLIENT),
          row("redirect_uri_missing", Meaning.CLIENT));

  private BoxErrors() {}
}
