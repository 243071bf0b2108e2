package com.cloudaggregator.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.RefreshTrouble;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.oauth.OAuthAdapter.Quirk;
import com.cloudaggregator.oauth.RefusedRefreshes.Row;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What each provider's refusals mean, entry by entry, as their documents say it and not as the table does. */
class RefusedRefreshesTest {
  /** {@code provider | error | what it says besides | verdict}, the verdict a reason, or what passes. */
  private static final String CASES = """
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
      """;

  private static final Map<String, List<Quirk>> DIALECTS = Map.of(
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

  private static RefreshVerdict verdict(String name) {
    return switch (name) {
      case "later" -> new RefreshVerdict.Transient(RefreshTrouble.UNAVAILABLE, null, false);
      case "unclear" -> new RefreshVerdict.Transient(RefreshTrouble.UNAVAILABLE, null, true);
      case "too_often" -> new RefreshVerdict.Transient(RefreshTrouble.RATE_LIMITED, null, false);
      case "our_client" -> new RefreshVerdict.ClientRefused();
      default -> new RefreshVerdict.Terminal(ReconnectReason.valueOf(name.toUpperCase(Locale.ROOT)));
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  void means(Case one) {
    assertThat(RefusedRefreshes.verdict(one.body(), one.dialect())).isEqualTo(verdict(one.verdict()));
  }

  @Test
  void noEntryOfTheTableIsWithoutACase() {
    List<Row> unused = new ArrayList<>(RefusedRefreshes.TABLE);
    for (Case one : cases()) {
      Optional<Row> used = RefusedRefreshes.row(one.body(), one.dialect());
      used.ifPresent(unused::remove);
    }
    assertThat(unused).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"invalid_grant, 50173", "invalid_grant, 53003", "access_denied, 65004"})
  void aCodeOfMicrosoftsSaysNothingWhereItIsNotSpoken(String error, String code) {
    JsonNode body = json("{\"error\":\"" + error + "\",\"error_codes\":[" + code + "]}");

    assertThat(RefusedRefreshes.verdict(body, List.of()))
        .isEqualTo(RefusedRefreshes.verdict(json("{\"error\":\"" + error + "\"}"), List.of()));
  }

  @Test
  void aRefusalWithoutAnErrorDisconnectsNobody() {
    assertThat(RefusedRefreshes.verdict(json("{\"message\":\"no\"}"), List.of())).isEqualTo(verdict("unclear"));
    assertThat(RefusedRefreshes.verdict(json("{\"error\":7}"), List.of())).isEqualTo(verdict("unclear"));
  }
}
