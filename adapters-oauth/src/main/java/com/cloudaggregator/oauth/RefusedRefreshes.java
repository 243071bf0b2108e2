package com.cloudaggregator.oauth;

import static com.cloudaggregator.domain.account.ReconnectReason.ACCOUNT_DISABLED;
import static com.cloudaggregator.domain.account.ReconnectReason.ADMIN_POLICY;
import static com.cloudaggregator.domain.account.ReconnectReason.CONSENT_REVOKED;
import static com.cloudaggregator.domain.account.ReconnectReason.INVALID_GRANT;
import static com.cloudaggregator.domain.account.ReconnectReason.MISSING_SCOPE;
import static com.cloudaggregator.domain.account.ReconnectReason.REFRESH_TOKEN_EXPIRED;
import static com.cloudaggregator.domain.account.ReconnectReason.SIGN_IN_REQUIRED;

import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.RefreshTrouble;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.oauth.OAuthAdapter.Quirk;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a refused refresh means, provider by provider: one table, read from the top, the first row that fits decides. The
 * {@code error} of RFC 6749, section 5.2, decides whether the account is out of reach; what a provider adds to it
 * decides mostly which words its owner reads, since providers warn that it changes. A refusal that no row knows is
 * evidence of nothing: the account stays connected.
 */
final class RefusedRefreshes {
  /** The provider has answered, but it cannot be said what it did. */
  static final RefreshVerdict UNCLEAR = new RefreshVerdict.Transient(RefreshTrouble.UNAVAILABLE, null, true);

  private static final RefreshVerdict LATER = new RefreshVerdict.Transient(RefreshTrouble.UNAVAILABLE, null, false);
  private static final RefreshVerdict TOO_OFTEN =
      new RefreshVerdict.Transient(RefreshTrouble.RATE_LIMITED, null, false);
  private static final RefreshVerdict CLIENT_REFUSED = new RefreshVerdict.ClientRefused();
  private static final String ANY = "";

  /** Reasons that a refresh token which was replaced meanwhile may be refused with. */
  private static final Set<ReconnectReason> ABOUT_THE_TOKEN =
      EnumSet.of(INVALID_GRANT, CONSENT_REVOKED, REFRESH_TOKEN_EXPIRED);

  /**
   * @param dialect whose answers it is about; null for everybody's
   * @param error the member {@code error}
   * @param detail what must be there besides: a code or a sub-error in full, or a part of the description in lower
   *     case; empty for any
   */
  record Row(@Nullable Quirk dialect, String error, String detail, RefreshVerdict verdict) {}

  static final List<Row> TABLE = List.of(
      // Microsoft identity platform, "Microsoft Entra authentication and authorization error codes".
      microsoft("50173", SIGN_IN_REQUIRED), // the password was changed or reset
      microsoft("50133", SIGN_IN_REQUIRED), // the session ended with a password that was changed or is over
      microsoft("50132", SIGN_IN_REQUIRED), // likewise, older wording
      microsoft("50055", SIGN_IN_REQUIRED), // the password is over
      microsoft("50074", SIGN_IN_REQUIRED), // a second factor is needed
      microsoft("50076", SIGN_IN_REQUIRED), // likewise, because a rule or the place has changed
      microsoft("50078", SIGN_IN_REQUIRED), // the second factor is too long ago
      microsoft("50079", SIGN_IN_REQUIRED), // a second factor has to be set up
      microsoft("50158", SIGN_IN_REQUIRED), // another security check outside
      microsoft("700082", REFRESH_TOKEN_EXPIRED), // not used for too long
      microsoft("70008", REFRESH_TOKEN_EXPIRED), // too old, or not used
      microsoft("700084", REFRESH_TOKEN_EXPIRED), // of a single-page app, with a fixed life
      microsoft("70043", REFRESH_TOKEN_EXPIRED), // the organisation wants sign-ins more often
      microsoft("65001", CONSENT_REVOKED), // no consent, not any more
      microsoft("65004", CONSENT_REVOKED), // consent declined
      microsoft("53000", ADMIN_POLICY), // the device does not comply
      microsoft("53001", ADMIN_POLICY), // the device is not of the organisation
      microsoft("53002", ADMIN_POLICY), // the app is not approved
      microsoft("53003", ADMIN_POLICY), // conditional access forbids it
      microsoft("530031", ADMIN_POLICY), // likewise, this client
      microsoft("53004", ADMIN_POLICY), // a second factor cannot be set up, since it looks suspicious
      microsoft("90094", ADMIN_POLICY), // only an administrator may consent
      microsoft("50105", ADMIN_POLICY), // the user is not assigned to the app
      microsoft("50057", ACCOUNT_DISABLED), // the account is disabled
      microsoft("50053", ACCOUNT_DISABLED), // the account is locked
      microsoft("50034", ACCOUNT_DISABLED), // the account is gone
      row(Quirk.MICROSOFT_ERROR_CODES, "invalid_grant", "50196", LATER), // asked in a loop: wait, nothing is withdrawn
      row(Quirk.MICROSOFT_ERROR_CODES, "invalid_grant", "client_mismatch", CLIENT_REFUSED), // another client's token
      microsoft("consent_required", CONSENT_REVOKED),
      microsoft("token_expired", REFRESH_TOKEN_EXPIRED),
      microsoft("user_password_expired", SIGN_IN_REQUIRED),
      microsoft("basic_action", SIGN_IN_REQUIRED),
      microsoft("additional_action", SIGN_IN_REQUIRED),
      microsoft("protection_policies_required", ADMIN_POLICY),

      // Google, "Using OAuth 2.0 for Web Server Applications", section on errors, and "Refresh token expiration".
      row(Quirk.GOOGLE_ERROR_NAMES, "invalid_grant", "invalid_rapt", terminal(SIGN_IN_REQUIRED)),
      row(Quirk.GOOGLE_ERROR_NAMES, "invalid_grant", "account has been deleted", terminal(ACCOUNT_DISABLED)),
      row(Quirk.GOOGLE_ERROR_NAMES, "invalid_grant", "account is disabled", terminal(ACCOUNT_DISABLED)),
      row(Quirk.GOOGLE_ERROR_NAMES, "admin_policy_enforced", ANY, terminal(ADMIN_POLICY)),
      row(Quirk.GOOGLE_ERROR_NAMES, "org_internal", ANY, terminal(ADMIN_POLICY)),
      row(Quirk.GOOGLE_ERROR_NAMES, "access_denied", ANY, terminal(ADMIN_POLICY)),
      row(Quirk.GOOGLE_ERROR_NAMES, "deleted_client", ANY, CLIENT_REFUSED),
      row(Quirk.GOOGLE_ERROR_NAMES, "disabled_client", ANY, CLIENT_REFUSED),
      row(Quirk.GOOGLE_ERROR_NAMES, "internal_failure", ANY, LATER),
      row(Quirk.GOOGLE_ERROR_NAMES, "rate_limit_exceeded", ANY, TOO_OFTEN),

      // Dropbox, "OAuth Guide" and "Error handling guide".
      row(Quirk.DROPBOX_ERROR_DESCRIPTIONS, "invalid_grant", "revoked", terminal(CONSENT_REVOKED)),
      row(Quirk.DROPBOX_ERROR_DESCRIPTIONS, "invalid_grant", "expired", terminal(REFRESH_TOKEN_EXPIRED)),
      row(Quirk.DROPBOX_ERROR_DESCRIPTIONS, "invalid_grant", "suspended", terminal(ACCOUNT_DISABLED)),
      row(Quirk.DROPBOX_ERROR_DESCRIPTIONS, "invalid_request", "app is disabled", CLIENT_REFUSED),

      // Box, "OAuth 2.0" and "Common errors": a token that was used is "expired" too.
      row(Quirk.BOX_ERROR_DESCRIPTIONS, "invalid_grant", "refresh token has expired", terminal(REFRESH_TOKEN_EXPIRED)),
      row(Quirk.BOX_ERROR_DESCRIPTIONS, "invalid_grant", "inactive", terminal(ACCOUNT_DISABLED)),
      row(Quirk.BOX_ERROR_DESCRIPTIONS, "unauthorized_client", "not authorized by", terminal(ADMIN_POLICY)),

      // RFC 6749, section 5.2, and OpenID Connect Core, section 3.1.2.6, which some token endpoints borrow from.
      row(null, "invalid_grant", ANY, terminal(INVALID_GRANT)),
      row(null, "invalid_scope", ANY, terminal(MISSING_SCOPE)),
      row(null, "interaction_required", ANY, terminal(SIGN_IN_REQUIRED)),
      row(null, "login_required", ANY, terminal(SIGN_IN_REQUIRED)),
      row(null, "consent_required", ANY, terminal(CONSENT_REVOKED)),
      row(null, "invalid_client", ANY, CLIENT_REFUSED),
      row(null, "unauthorized_client", ANY, CLIENT_REFUSED),
      row(null, "unsupported_grant_type", ANY, CLIENT_REFUSED),
      row(null, "invalid_request", ANY, CLIENT_REFUSED),
      row(null, "slow_down", ANY, TOO_OFTEN),
      row(null, "temporarily_unavailable", ANY, LATER),
      row(null, "server_error", ANY, UNCLEAR));

  private RefusedRefreshes() {}

  /** Any of Microsoft's errors that are about the user; which one it is varies with the flow. */
  private static Row microsoft(String detail, ReconnectReason reason) {
    return row(Quirk.MICROSOFT_ERROR_CODES, ANY, detail, terminal(reason));
  }

  private static Row row(@Nullable Quirk dialect, String error, String detail, RefreshVerdict verdict) {
    return new Row(dialect, error, detail, verdict);
  }

  private static RefreshVerdict terminal(ReconnectReason reason) {
    return new RefreshVerdict.Terminal(reason);
  }

  /** @param body a JSON object that has or should have the member {@code error} */
  static RefreshVerdict verdict(JsonNode body, List<Quirk> quirks) {
    return row(body, quirks).map(Row::verdict).orElse(UNCLEAR);
  }

  static Optional<Row> row(JsonNode body, List<Quirk> quirks) {
    String error = Json.text(body, "error");
    if (error == null) {
      return Optional.empty();
    }
    Set<String> details = details(body);
    String description = Json.text(body, "error_description");
    String words = description == null ? "" : description.toLowerCase(Locale.ROOT);
    return TABLE.stream()
        .filter(row -> row.dialect() == null || quirks.contains(row.dialect()))
        .filter(row -> row.error().equals(error) || row.error().equals(ANY) && isAboutTheUser(error))
        .filter(row -> row.detail().equals(ANY)
            || details.contains(row.detail())
            || row.dialect() != Quirk.MICROSOFT_ERROR_CODES && words.contains(row.detail()))
        .findFirst();
  }

  private static boolean isAboutTheUser(String error) {
    return switch (error) {
      case "invalid_grant", "interaction_required", "login_required", "consent_required", "access_denied" -> true;
      default -> false;
    };
  }

  private static Set<String> details(JsonNode body) {
    Set<String> details = new HashSet<>();
    for (JsonNode code : body.path("error_codes")) {
      Long number = Json.number(code);
      if (number != null) {
        details.add(number.toString());
      }
    }
    for (String member : List.of("suberror", "error_subtype")) {
      String text = Json.text(body, member);
      if (text != null) {
        details.add(text);
      }
    }
    return details;
  }

  /** Whether the refusal may mean no more than that the provider has replaced the token. */
  static boolean isAboutTheToken(RefreshVerdict verdict) {
    return verdict instanceof RefreshVerdict.Terminal(var reason) && ABOUT_THE_TOKEN.contains(reason);
  }
}
