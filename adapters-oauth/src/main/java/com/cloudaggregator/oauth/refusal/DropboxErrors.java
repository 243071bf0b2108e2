package com.cloudaggregator.oauth.refusal;

import static com.cloudaggregator.oauth.refusal.ErrorRow.row;

import java.util.List;

/**
 * Dropbox: <a href="https://developers.dropbox.com/oauth-guide">OAuth Guide</a> and <a
 * href="https://developers.dropbox.com/error-handling-guide">Error handling guide</a>. The reason
 * is in the description.
 */
final class DropboxErrors {
  static final List<ErrorRow> TABLE =
      List.of(
          row("access_denied", "user chose not to", Meaning.DECLINED),
          row("access_denied", "admin", Meaning.POLICY),
          row("invalid_grant", "revoked", Meaning.NO_CONSENT).at(Stage.REFRESH),
          row("invalid_grant", "expired", Meaning.GRANT_EXPIRED),
          row("invalid_grant", "suspended", Meaning.DISABLED),
          row("invalid_request", "app is disabled", Meaning.CLIENT));

  private DropboxErrors() {}
}
