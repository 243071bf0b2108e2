package com.cloudaggregator.oauth.refusal;

import static com.cloudaggregator.oauth.refusal.ErrorRow.row;

import java.util.List;

/**
 * The registered codes: RFC 6749, <a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1">section 4.1.2.1</a> and <a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">section 5.2</a>; <a
 * href="https://openid.net/specs/openid-connect-core-1_0.html#AuthError">OpenID Connect Core,
 * section 3.1.2.6</a>, whose codes some token endpoints use as well; {@code slow_down} (<a
 * href="https://www.rfc-editor.org/rfc/rfc8628#section-3.5">RFC 8628, section 3.5</a>), which some
 * use for any token request; and the others of the <a
 * href="https://www.iana.org/assignments/oauth-parameters#extensions-error">OAuth Extensions Error
 * Registry</a> that can answer our requests.
 */
final class StandardErrors {
  static final List<ErrorRow> TABLE =
      List.of(
          // The user, or the provider for them: it is not said who.
          row("access_denied", Meaning.NO_CONSENT).at(Stage.AUTHORIZATION, Stage.EXCHANGE),
          row("consent_required", Meaning.NO_CONSENT),
          row("interaction_required", Meaning.SIGN_IN),
          row("login_required", Meaning.SIGN_IN),
          row("account_selection_required", Meaning.SIGN_IN),
          row("unmet_authentication_requirements", Meaning.SIGN_IN),
          row("invalid_grant", Meaning.GRANT_INVALID).at(Stage.EXCHANGE, Stage.REFRESH),
          row("invalid_scope", Meaning.SCOPE_WITHDRAWN).at(Stage.REFRESH),
          row("invalid_scope", Meaning.CLIENT).at(Stage.AUTHORIZATION, Stage.EXCHANGE),
          row("invalid_client", Meaning.CLIENT),
          // The client may not do this at all, or not for this account.
          row("unauthorized_client", Meaning.CLIENT_OR_TENANT).at(Stage.REFRESH),
          row("unauthorized_client", Meaning.CLIENT).at(Stage.AUTHORIZATION, Stage.EXCHANGE),
          row("invalid_request", Meaning.CLIENT),
          row("unsupported_grant_type", Meaning.CLIENT),
          row("unsupported_response_type", Meaning.CLIENT),
          row("invalid_request_uri", Meaning.CLIENT),
          row("invalid_request_object", Meaning.CLIENT),
          row("request_not_supported", Meaning.CLIENT),
          row("request_uri_not_supported", Meaning.CLIENT),
          row("registration_not_supported", Meaning.CLIENT),
          row("invalid_target", Meaning.CLIENT),
          row("invalid_authorization_details", Meaning.CLIENT),
          row("invalid_dpop_proof", Meaning.CLIENT),
          row("use_dpop_nonce", Meaning.CLIENT),
          row("slow_down", Meaning.TOO_OFTEN),
          row("temporarily_unavailable", Meaning.LATER),
          row("server_error", Meaning.UNCLEAR));

  private StandardErrors() {}
}
