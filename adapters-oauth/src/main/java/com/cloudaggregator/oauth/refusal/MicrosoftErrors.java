package com.cloudaggregator.oauth.refusal;

import static com.cloudaggregator.oauth.refusal.ErrorRow.code;
import static com.cloudaggregator.oauth.refusal.ErrorRow.row;

import java.util.List;

/**
 * Microsoft identity platform: the numbers of <a
 * href="https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes">Microsoft
 * Entra authentication and authorization error codes</a>, and the sub-errors of <a
 * href="https://learn.microsoft.com/en-us/entra/msal/dotnet/advanced/exceptions/msal-error-handling">MSAL
 * error handling</a>. The token endpoint sends a number in {@code error_codes}, the authorization
 * endpoint in its description; which {@code error} stands beside it varies with the flow. Microsoft
 * may change the numbers; then the registered code beside them decides.
 */
final class MicrosoftErrors {
  static final List<ErrorRow> TABLE =
      List.of(
          // The user's decision, and what they have to do.
          code("65004", Meaning.DECLINED), // the consent page was canceled
          code("cancel", Meaning.DECLINED), // error_subcode: a personal account's Cancel
          code("65001", Meaning.NO_CONSENT), // consent was never given or was withdrawn
          code("90008", Meaning.NO_CONSENT), // likewise, for the directory itself
          code("50173", Meaning.SIGN_IN), // the password was changed, or sessions were revoked
          code("50133", Meaning.SIGN_IN), // the password was changed or expired
          code("50132", Meaning.SIGN_IN), // likewise
          code("50055", Meaning.SIGN_IN), // the password expired
          code("50144", Meaning.SIGN_IN), // likewise, in Active Directory
          code("50135", Meaning.SIGN_IN), // the password has to be changed
          code("50058", Meaning.SIGN_IN), // not signed in
          code("50072", Meaning.SIGN_IN), // a second factor has to be set up
          code("50074", Meaning.SIGN_IN), // a second factor is needed
          code("50076", Meaning.SIGN_IN), // likewise, because a rule or the place has changed
          code("50078", Meaning.SIGN_IN), // the second factor has expired
          code("50079", Meaning.SIGN_IN), // a second factor has to be set up
          code("50085", Meaning.SIGN_IN), // the account's other sign-in is needed
          code("50089", Meaning.SIGN_IN), // the sign-in took too long
          code("50097", Meaning.SIGN_IN), // the device has to sign in
          code("50125", Meaning.SIGN_IN), // a password reset came between
          code("50126", Meaning.SIGN_IN), // wrong name or password
          code("50140", Meaning.SIGN_IN), // "Keep me signed in" came between
          code("50158", Meaning.SIGN_IN), // another security check outside
          code("50056", Meaning.SIGN_IN), // no password in the directory
          code("50064", Meaning.SIGN_IN), // wrong name or password
          code("50139", Meaning.SIGN_IN), // the session of the personal account is gone
          code("50142", Meaning.SIGN_IN), // conditional access wants a new password
          code("50143", Meaning.SIGN_IN), // the session is of another tenant
          code("50197", Meaning.SIGN_IN), // several identities: sign in again
          code("51006", Meaning.SIGN_IN), // the session lacks the organization's own sign-in
          code("500121", Meaning.SIGN_IN), // the second factor was not passed
          code("16001", Meaning.SIGN_IN), // another account has to be picked
          code("700020", Meaning.SIGN_IN), // the grant needs interaction

          // The administrator's policy.
          code("90094", Meaning.POLICY), // only an administrator may consent
          code("90095", Meaning.POLICY), // likewise, and the request was sent to them
          code("90093", Meaning.POLICY), // the directory does not allow it
          code("50105", Meaning.POLICY), // the user is not assigned to the app
          code("50005", Meaning.POLICY), // the platform is not allowed
          code("50127", Meaning.POLICY), // a broker app is wanted
          code("50129", Meaning.POLICY), // the device is not registered
          code("50131", Meaning.POLICY), // conditional access, several reasons
          code("50155", Meaning.POLICY), // the device could not be authenticated
          code("135011", Meaning.POLICY), // the device is disabled
          code("53000", Meaning.POLICY), // the device does not comply
          code("53001", Meaning.POLICY), // the device is not joined to the organization
          code("53002", Meaning.POLICY), // the app is not approved
          code("53003", Meaning.POLICY), // conditional access does not allow it
          code("530031", Meaning.POLICY), // likewise, this client
          code("530032", Meaning.POLICY), // a security policy of the tenant
          code("530034", Meaning.POLICY), // a delegated administrator, because of a risk
          code("530035", Meaning.POLICY), // security defaults
          code("53004", Meaning.POLICY), // no second factor can be set up because of a risk
          code("53009", Meaning.POLICY), // the app has no protection policy of Intune
          code("53010", Meaning.POLICY), // a second factor can be set up elsewhere only
          code("53011", Meaning.POLICY), // blocked because of a risk
          code("50002", Meaning.POLICY), // tenant restrictions
          code("500021", Meaning.POLICY), // likewise
          code("500022", Meaning.POLICY), // likewise
          code("500212", Meaning.POLICY), // outbound access policy
          code("500213", Meaning.POLICY), // inbound access policy
          code("500014", Meaning.POLICY), // the service is disabled in the tenant
          code("1000104", Meaning.POLICY), // the other cloud is not allowed
          code("650052", Meaning.POLICY), // the organization has not enabled the service
          code("650056", Meaning.POLICY), // the administrator has not consented
          code("1000031", Meaning.POLICY), // the app cannot be used now: contact the administrator
          code("90099", Meaning.POLICY), // the app is not authorized in the tenant

          // The account does not belong where it was used.
          code("50020", Meaning.WRONG_TENANT), // not in this tenant
          code("16000", Meaning.WRONG_TENANT), // likewise
          code("16003", Meaning.WRONG_TENANT), // not added to the tenant
          code("50014", Meaning.WRONG_TENANT), // the guest is not in the directory
          code("51004", Meaning.WRONG_TENANT), // the account is not in the directory
          code("90072", Meaning.WRONG_TENANT), // an external account that is not in the tenant
          code("500208", Meaning.WRONG_TENANT), // a personal account where work accounts are wanted
          code("50178", Meaning.WRONG_TENANT), // not for users of another tenant
          code("50177", Meaning.WRONG_TENANT), // likewise
          code("90038", Meaning.WRONG_TENANT), // the tenant is in a national cloud
          code("90084", Meaning.WRONG_TENANT), // guests are not allowed

          // The account's state.
          code("50034", Meaning.DISABLED), // the account does not exist
          code("50053", Meaning.DISABLED), // locked
          code("50057", Meaning.DISABLED), // disabled
          code("50015", Meaning.DISABLED), // a minor's account without consent
          code("54000", Meaning.DISABLED), // a minor's account
          code("700082", Meaning.GRANT_EXPIRED), // not used for too long
          code("70008", Meaning.GRANT_EXPIRED), // too old, or not used
          code("700084", Meaning.GRANT_EXPIRED), // of a single-page app, with a fixed lifetime
          code("70043", Meaning.GRANT_EXPIRED), // the organization wants sign-ins more often

          // Our client: in one tenant or everywhere, which others' success tells.
          code("700016", Meaning.CLIENT_OR_TENANT), // not found in the tenant
          code("7000112", Meaning.CLIENT_OR_TENANT), // disabled
          code("70001", Meaning.CLIENT_OR_TENANT), // likewise
          code("700011", Meaning.CLIENT_OR_TENANT), // not found in the directory
          code("7000229", Meaning.CLIENT_OR_TENANT), // not set up in the tenant
          code("90002", Meaning.CLIENT_OR_TENANT), // the tenant is not found
          code("500011", Meaning.CLIENT_OR_TENANT), // the resource is not in the tenant
          code("650054", Meaning.CLIENT_OR_TENANT), // likewise, or it was removed
          code("50001", Meaning.CLIENT_OR_TENANT), // the resource is disabled or unknown

          // Our configuration.
          row("invalid_grant", "client_mismatch", Meaning.CLIENT), // another client's token
          code("50011", Meaning.CLIENT), // the redirect URI is not registered
          code("50194", Meaning.CLIENT), // not registered for many tenants
          code("9002332", Meaning.CLIENT), // registered for work accounts only
          code("90130", Meaning.CLIENT), // not supported at "common"
          code("65002", Meaning.CLIENT), // the id of an app of Microsoft's own
          code("65005", Meaning.CLIENT), // a resource that the registration does not name
          code("650057", Meaning.CLIENT), // likewise
          code("70011", Meaning.CLIENT), // an invalid scope
          code("70004", Meaning.CLIENT), // an invalid redirect URI
          code("700025", Meaning.CLIENT), // a public client must not send a secret
          code("7000218", Meaning.CLIENT), // the secret is missing
          code("7000215", Meaning.CLIENT), // a wrong secret
          code("7000222", Meaning.CLIENT), // the secret has expired

          // Passing trouble.
          row("invalid_grant", "50196", Meaning.LATER), // too many identical requests
          code("50000", Meaning.LATER),
          code("50033", Meaning.LATER),
          code("50087", Meaning.LATER),
          code("50088", Meaning.LATER),
          code("50166", Meaning.LATER),
          code("70012", Meaning.LATER),
          code("90006", Meaning.LATER),
          code("90012", Meaning.LATER),
          code("90024", Meaning.LATER),
          code("90033", Meaning.LATER),
          code("90055", Meaning.TOO_OFTEN),
          code("90090", Meaning.LATER),
          code("90091", Meaning.LATER),

          // Sub-errors.
          code("consent_required", Meaning.NO_CONSENT),
          code("token_expired", Meaning.GRANT_EXPIRED),
          code("bad_token", Meaning.GRANT_INVALID),
          code("user_password_expired", Meaning.SIGN_IN),
          code("basic_action", Meaning.SIGN_IN),
          code("additional_action", Meaning.SIGN_IN),
          code("message_only", Meaning.POLICY),
          code("protection_policies_required", Meaning.POLICY),

          // An error of Microsoft's own, if no number says more.
          row("invalid_resource", Meaning.CLIENT_OR_TENANT));

  private MicrosoftErrors() {}
}
