package com.cloudaggregator.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.oauth.Fixtures;
import com.cloudaggregator.oauth.Quirk;
import com.cloudaggregator.oauth.http.Json;
import com.cloudaggregator.oauth.refusal.ClientEvidence;
import com.cloudaggregator.oauth.refusal.ProviderErrors;
import com.cloudaggregator.oauth.refusal.Stage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The meaning of each provider's refusals at a refresh, taken from their documentation and not from
 * the tables.
 */
class RefusedRefreshesTest {
  /** {@code provider | error | details | verdict}. */
  private static final String CASES =
      """
      onedrive  | invalid_grant        | 50173   | sign_in_required
      onedrive  | invalid_grant        | 50133   | sign_in_required
      onedrive  | invalid_grant        | 50132   | sign_in_required
      onedrive  | invalid_grant        | 50055   | sign_in_required
      onedrive  | interaction_required | 50074   | sign_in_required
      onedrive  | interaction_required | 50076   | sign_in_required
      onedrive  | interaction_required | 50078   | sign_in_required
      onedrive  | interaction_required | 50079   | sign_in_required
      onedrive  | interaction_required | 50158   | sign_in_required
      onedrive  | invalid_grant        | 700082  | refresh_token_expired
      onedrive  | invalid_grant        | 70008   | refresh_token_expired
      onedrive  | invalid_grant        | 700084  | refresh_token_expired
      onedrive  | invalid_grant        | 70043   | refresh_token_expired
      onedrive  | invalid_grant        | 65001   | consent_revoked
      onedrive  | access_denied        | 65004   | consent_revoked
      onedrive  | interaction_required | 53000   | admin_policy
      onedrive  | interaction_required | 53001   | admin_policy
      onedrive  | interaction_required | 53002   | admin_policy
      onedrive  | access_denied        | 53003   | admin_policy
      onedrive  | access_denied        | 530031  | admin_policy
      onedrive  | interaction_required | 53004   | admin_policy
      onedrive  | consent_required     | 90094   | admin_policy
      onedrive  | invalid_grant        | 50105   | admin_policy
      onedrive  | invalid_grant        | 50057   | account_disabled
      onedrive  | invalid_grant        | 50053   | account_disabled
      onedrive  | invalid_grant        | 50034   | account_disabled
      onedrive  | invalid_grant        | 50196   | later
      onedrive  | invalid_grant        | suberror:client_mismatch              | our_client
      onedrive  | invalid_grant        | suberror:consent_required             | consent_revoked
      onedrive  | invalid_grant        | suberror:token_expired                | refresh_token_expired
      onedrive  | invalid_grant        | suberror:user_password_expired        | sign_in_required
      onedrive  | interaction_required | suberror:basic_action                 | sign_in_required
      onedrive  | interaction_required | suberror:additional_action            | sign_in_required
      onedrive  | interaction_required | suberror:protection_policies_required | admin_policy
      googledrive | invalid_grant         | subtype:invalid_rapt               | sign_in_required
      googledrive | invalid_grant         | words:Account has been deleted     | account_disabled
      googledrive | invalid_grant         | words:The account is disabled.     | account_disabled
      googledrive | invalid_grant         | words:Token has been expired or revoked. | invalid_grant
      googledrive | admin_policy_enforced |  | admin_policy
      googledrive | org_internal          |  | admin_policy
      googledrive | access_denied         |  | admin_policy
      googledrive | deleted_client        |  | our_client
      googledrive | disabled_client       |  | our_client
      googledrive | internal_failure      |  | later
      googledrive | rate_limit_exceeded   |  | too_often
      dropbox   | invalid_grant   | words:refresh token is invalid or revoked | consent_revoked
      dropbox   | invalid_grant   | words:refresh token has EXPIRED           | refresh_token_expired
      dropbox   | invalid_grant   | words:user is suspended                   | account_disabled
      dropbox   | invalid_request | words:The app is disabled                 | our_client
      box       | invalid_grant   | words:Refresh token has expired           | refresh_token_expired
      box       | invalid_grant   | words:User is inactive                    | account_disabled
      box       | unauthorized_client | words:Application is not authorized by the enterprise | admin_policy
      other     | invalid_grant          |  | invalid_grant
      other     | invalid_scope          |  | missing_scope
      other     | interaction_required   |  | sign_in_required
      other     | login_required         |  | sign_in_required
      other     | consent_required       |  | consent_revoked
      other     | invalid_client         |  | our_client
      other     | unauthorized_client    |  | our_client
      other     | unsupported_grant_type |  | our_client
      other     | invalid_request        |  | our_client
      other     | slow_down              |  | too_often
      other     | temporarily_unavailable |  | later
      other     | server_error           |  | unclear
      other     | something_of_tomorrow  |  | unclear
      onedrive  | invalid_grant        | 90008   | consent_revoked
      onedrive  | interaction_required | 50144   | sign_in_required
      onedrive  | interaction_required | 50135   | sign_in_required
      onedrive  | interaction_required | 50058   | sign_in_required
      onedrive  | interaction_required | 50072   | sign_in_required
      onedrive  | invalid_grant        | 50085   | sign_in_required
      onedrive  | invalid_grant        | 50089   | sign_in_required
      onedrive  | interaction_required | 50097   | sign_in_required
      onedrive  | interaction_required | 50125   | sign_in_required
      onedrive  | invalid_grant        | 50126   | sign_in_required
      onedrive  | interaction_required | 50140   | sign_in_required
      onedrive  | interaction_required | 16001   | sign_in_required
      onedrive  | interaction_required | 700020  | sign_in_required
      onedrive  | consent_required     | 90095   | admin_policy
      onedrive  | access_denied        | 90093   | admin_policy
      onedrive  | access_denied        | 50005   | admin_policy
      onedrive  | access_denied        | 50131   | admin_policy
      onedrive  | access_denied        | 530032  | admin_policy
      onedrive  | access_denied        | 530035  | admin_policy
      onedrive  | interaction_required | 53010   | admin_policy
      onedrive  | access_denied        | 53011   | admin_policy
      onedrive  | access_denied        | 50002   | admin_policy
      onedrive  | access_denied        | 500021  | admin_policy
      onedrive  | access_denied        | 500022  | admin_policy
      onedrive  | access_denied        | 500212  | admin_policy
      onedrive  | access_denied        | 500213  | admin_policy
      onedrive  | access_denied        | 650052  | admin_policy
      onedrive  | access_denied        | 650056  | admin_policy
      onedrive  | access_denied        | 1000031 | admin_policy
      onedrive  | unauthorized_client  | 90099   | admin_policy
      onedrive  | invalid_grant        | 50020   | account_disabled
      onedrive  | interaction_required | 16000   | account_disabled
      onedrive  | invalid_grant        | 16003   | account_disabled
      onedrive  | invalid_grant        | 50014   | account_disabled
      onedrive  | invalid_grant        | 51004   | account_disabled
      onedrive  | invalid_grant        | 90072   | account_disabled
      onedrive  | invalid_grant        | 500208  | account_disabled
      onedrive  | invalid_grant        | 50178   | account_disabled
      onedrive  | invalid_grant        | 50177   | account_disabled
      onedrive  | invalid_grant        | 54000   | account_disabled
      onedrive  | unauthorized_client  | 700016  | our_client
      onedrive  | unauthorized_client  | 7000112 | our_client
      onedrive  | unauthorized_client  | 70001   | our_client
      onedrive  | unauthorized_client  | 700011  | our_client
      onedrive  | invalid_resource     | 500011  | our_client
      onedrive  | invalid_request      | 50011   | our_client
      onedrive  | invalid_request      | 50194   | our_client
      onedrive  | invalid_request      | 9002332 | our_client
      onedrive  | invalid_request      | 90130   | our_client
      onedrive  | invalid_resource     | 65005   | our_client
      onedrive  | invalid_resource     | 650057  | our_client
      onedrive  | invalid_scope        | 70011   | our_client
      onedrive  | invalid_request      | 70004   | our_client
      onedrive  | unauthorized_client  | 700025  | our_client
      onedrive  | unauthorized_client  | 7000218 | our_client
      onedrive  | unauthorized_client  | 7000215 | our_client
      onedrive  | unauthorized_client  | 7000222 | our_client
      onedrive  | invalid_client       | 7000222 | our_client
      onedrive  | invalid_grant        | 50033   | later
      onedrive  | invalid_grant        | 50087   | later
      onedrive  | invalid_grant        | 70012   | later
      onedrive  | invalid_grant        | 90006   | later
      onedrive  | invalid_grant        | 90012   | later
      onedrive  | invalid_grant        | 90024   | later
      onedrive  | invalid_grant        | 90033   | later
      onedrive  | invalid_grant        | 90055   | too_often
      onedrive  | invalid_grant        | 90090   | later
      onedrive  | invalid_grant        | 90091   | later
      onedrive  | interaction_required | 50142   | sign_in_required
      onedrive  | invalid_grant        | 500121  | sign_in_required
      onedrive  | invalid_grant        | 50056   | sign_in_required
      onedrive  | invalid_grant        | 50064   | sign_in_required
      onedrive  | invalid_grant        | 50139   | sign_in_required
      onedrive  | interaction_required | 50143   | sign_in_required
      onedrive  | interaction_required | 50197   | sign_in_required
      onedrive  | interaction_required | 51006   | sign_in_required
      onedrive  | interaction_required | 50127   | admin_policy
      onedrive  | interaction_required | 50129   | admin_policy
      onedrive  | interaction_required | 50155   | admin_policy
      onedrive  | invalid_grant        | 135011  | admin_policy
      onedrive  | access_denied        | 53009   | admin_policy
      onedrive  | access_denied        | 530034  | admin_policy
      onedrive  | access_denied        | 1000104 | admin_policy
      onedrive  | invalid_resource     | 500014  | admin_policy
      onedrive  | access_denied        | 90084   | account_disabled
      onedrive  | invalid_request      | 90038   | account_disabled
      onedrive  | invalid_grant        | 50015   | account_disabled
      onedrive  | invalid_request      | 90002   | our_client
      onedrive  | invalid_client       | 7000229 | our_client
      onedrive  | invalid_resource     | 50001   | our_client
      onedrive  | invalid_resource     | 650054  | our_client
      onedrive  | invalid_resource     |         | our_client
      onedrive  | invalid_request      | 65002   | our_client
      onedrive  | invalid_grant        | 50000   | later
      onedrive  | invalid_grant        | 50088   | later
      onedrive  | invalid_grant        | 50166   | later
      onedrive  | invalid_grant        | 70002,70008 | refresh_token_expired
      onedrive  | invalid_client       | 70002,50012 | our_client
      onedrive  | invalid_grant        | 70000   | invalid_grant
      onedrive  | invalid_grant        | 54005   | invalid_grant
      onedrive  | invalid_grant        | suberror:bad_token    | invalid_grant
      onedrive  | interaction_required | suberror:message_only | admin_policy
      onedrive  | invalid_grant        | words:AADSTS50173: The grant was revoked. | sign_in_required
      googledrive | access_not_configured |  | admin_policy
      googledrive | redirect_uri_mismatch |  | our_client
      googledrive | origin_mismatch       |  | our_client
      googledrive | disallowed_useragent  |  | our_client
      googledrive | unauthorized_client |  | our_client
      googledrive | invalid_grant | words:Bad Request | invalid_grant
      dropbox   | invalid_grant | words:refresh token is malformed | invalid_grant
      dropbox   | invalid_client | words:Invalid client_id or client_secret | our_client
      box       | invalid_grant | words:Grant credentials are invalid | invalid_grant
      box       | invalid_grant | words:Invalid refresh token | invalid_grant
      box       | unauthorized_client | words:This app is not authorized by the enterprise admin. | admin_policy
      box       | unauthorized_client | words:The grant type is unauthorized for this client_id | our_client
      box       | redirect_uri_mismatch   |  | our_client
      box       | redirect_uri_missing    |  | our_client
      other     | account_selection_required |  | sign_in_required
      other     | unsupported_response_type  |  | our_client
      other     | invalid_request_uri        |  | our_client
      other     | invalid_request_object     |  | our_client
      other     | request_not_supported      |  | our_client
      other     | request_uri_not_supported  |  | our_client
      other     | registration_not_supported |  | our_client
      other     | unmet_authentication_requirements |  | sign_in_required
      other     | invalid_target             |  | our_client
      other     | invalid_authorization_details |  | our_client
      other     | invalid_dpop_proof         |  | our_client
      other     | use_dpop_nonce             |  | our_client
      other     | INVALID_GRANT              |  | unclear
      """;

  private static final Map<String, List<Quirk>> DIALECTS =
      Map.of(
          "onedrive", List.of(Quirk.MICROSOFT_ERROR_CODES),
          "googledrive", List.of(Quirk.GOOGLE_ERROR_NAMES),
          "dropbox", List.of(Quirk.DROPBOX_ERROR_DESCRIPTIONS),
          "box", List.of(Quirk.BOX_ERROR_DESCRIPTIONS),
          "other", List.of());

  private record Case(String provider, String error, String more, String verdict) {
    static Case of(String line) {
      String[] parts = line.split("\\|", -1);
      return new Case(parts[0].strip(), parts[1].strip(), parts[2].strip(), parts[3].strip());
    }

    List<Quirk> dialect() {
      return DIALECTS.getOrDefault(provider, List.of());
    }

    JsonNode body() {
      String besides = "";
      if (more.startsWith("suberror:")) {
        besides = ",\"suberror\":\"" + more.substring("suberror:".length()) + "\"";
      } else if (more.startsWith("subtype:")) {
        besides = ",\"error_subtype\":\"" + more.substring("subtype:".length()) + "\"";
      } else if (more.startsWith("words:")) {
        besides = ",\"error_description\":\"" + more.substring("words:".length()) + "\"";
      } else if (!more.isEmpty()) {
        besides = ",\"error_codes\":[" + more + "]";
      }
      return json("{\"error\":\"" + error + "\"" + besides + "}");
    }
  }

  static List<Case> cases() {
    return CASES.lines().map(Case::of).toList();
  }

  private static JsonNode json(String text) {
    return Json.object(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  private static RefreshVerdict verdict(JsonNode body, List<Quirk> dialect) {
    return new ProviderErrors(dialect, new ClientEvidence(Fixtures.CLOCK))
        .find(Stage.REFRESH, body, null)
        .map(found -> RefusedRefreshes.verdict(found.meaning()))
        .orElse(RefusedRefreshes.UNCLEAR);
  }

  private static RefreshVerdict verdict(String name) {
    return switch (name) {
      case "later" -> new RefreshVerdict.Transient(RefreshFailure.UNAVAILABLE, null, false);
      case "unclear" -> new RefreshVerdict.Transient(RefreshFailure.UNAVAILABLE, null, true);
      case "too_often" -> new RefreshVerdict.Transient(RefreshFailure.RATE_LIMITED, null, false);
      case "our_client" -> new RefreshVerdict.ClientRefused();
      default ->
          new RefreshVerdict.Terminal(ReconnectReason.valueOf(name.toUpperCase(Locale.ROOT)));
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  void means(Case one) {
    assertThat(verdict(one.body(), one.dialect())).isEqualTo(verdict(one.verdict()));
  }

  @ParameterizedTest
  @CsvSource({"invalid_grant, 50173", "invalid_grant, 53003", "access_denied, 65004"})
  void ignoresMicrosoftCodesOfOtherProviders(String error, String code) {
    JsonNode body = json("{\"error\":\"" + error + "\",\"error_codes\":[" + code + "]}");

    assertThat(verdict(body, List.of()))
        .isEqualTo(verdict(json("{\"error\":\"" + error + "\"}"), List.of()));
  }

  @Test
  void keepsTheAccountConnectedAfterARefusalWithoutAnError() {
    assertThat(verdict(json("{\"message\":\"no\"}"), List.of())).isEqualTo(verdict("unclear"));
    assertThat(verdict(json("{\"error\":7}"), List.of())).isEqualTo(verdict("unclear"));
  }
}
