package com.cloudaggregator.oauth.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.provider.AuthorizationError;
import com.cloudaggregator.oauth.Fixtures;
import com.cloudaggregator.oauth.Quirk;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The meaning of each provider's authorization errors, taken from their documentation. */
class AuthorizationErrorsTest {
  private static final Map<String, List<Quirk>> DIALECTS =
      Map.of(
          "onedrive", List.of(Quirk.MICROSOFT_ERROR_CODES),
          "googledrive", List.of(Quirk.GOOGLE_ERROR_NAMES),
          "dropbox", List.of(Quirk.DROPBOX_ERROR_DESCRIPTIONS),
          "box", List.of(Quirk.BOX_ERROR_DESCRIPTIONS),
          "other", List.of());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          onedrive | consent_required | AADSTS65004: User declined to consent. | user | DECLINED
          onedrive | access_denied | AADSTS65004: User declined to consent. | user | DECLINED
          onedrive | access_denied | AADSTS90094: An administrator must approve. | administrator | ADMIN_CONSENT_REQUIRED
          onedrive | consent_required | AADSTS90095: Sent to the administrator. | administrator | ADMIN_CONSENT_REQUIRED
          onedrive | access_denied | AADSTS53003: Blocked. | administrator | ADMIN_CONSENT_REQUIRED
          onedrive | access_denied | AADSTS50020: Not in this tenant. | account | WRONG_TENANT
          onedrive | interaction_required | AADSTS16000: Not in this tenant. | account | WRONG_TENANT
          onedrive | invalid_request | AADSTS50194: Not multitenant. | configuration |
          onedrive | unauthorized_client | AADSTS700016: Not found. | configuration |
          onedrive | server_error | AADSTS90033: Unavailable. | temporary |
          onedrive | invalid_client | AADSTS65004: A user's number beside it. | configuration |
          onedrive | access_denied | AADSTS53009: No protection policy. | administrator | ADMIN_CONSENT_REQUIRED
          onedrive | interaction_required | AADSTS50129: The device is not registered. | administrator | ADMIN_CONSENT_REQUIRED
          onedrive | invalid_resource | AADSTS500014: The service is disabled. | administrator | ADMIN_CONSENT_REQUIRED
          onedrive | access_denied | AADSTS90084: Guest accounts are not allowed. | account | WRONG_TENANT
          onedrive | invalid_request | AADSTS90038: The tenant is in a national cloud. | account | WRONG_TENANT
          onedrive | access_denied | AADSTS50015: Legal age consent. | account |
          onedrive | access_denied | AADSTS500121: The second factor was not passed. | user |
          onedrive | invalid_request | AADSTS50088: Too many calls. | temporary |
          onedrive | invalid_resource | AADSTS650057: Not in the registration. | configuration |
          onedrive | invalid_resource | | configuration |
          onedrive | access_denied | | user |
          onedrive | access_denied | AADSTS999999999: A number of tomorrow. | user |
          googledrive | access_denied | | user |
          googledrive | admin_policy_enforced | | administrator | ADMIN_CONSENT_REQUIRED
          googledrive | org_internal | | administrator | ADMIN_CONSENT_REQUIRED
          googledrive | redirect_uri_mismatch | | configuration |
          dropbox | access_denied | The user chose not to give your app access to their Dropbox account. | user | DECLINED
          dropbox | access_denied | Disabled by the team admin. | administrator | ADMIN_CONSENT_REQUIRED
          box | access_denied | The user denied access to your application | user | DECLINED
          box | access_denied | Blocked by the admin of the enterprise | administrator | ADMIN_CONSENT_REQUIRED
          other | access_denied | AADSTS90094: Not this provider's. | user |
          other | consent_required | | user |
          other | interaction_required | | user |
          other | login_required | | user |
          other | account_selection_required | | user |
          other | unmet_authentication_requirements | | user |
          other | invalid_target | | configuration |
          other | invalid_authorization_details | | configuration |
          other | registration_not_supported | | configuration |
          other | access_denied | The+user%20denied | user |
          other | invalid_request | | configuration |
          other | unauthorized_client | | configuration |
          other | unsupported_response_type | | configuration |
          other | invalid_scope | | configuration |
          other | request_not_supported | | configuration |
          other | server_error | | temporary |
          other | temporarily_unavailable | | temporary |
          """)
  void means(
      String provider,
      String error,
      @Nullable String description,
      String category,
      @Nullable String denial) {
    Meaning meaning =
        errors(provider)
            .find(new AuthorizationError(error, description, null))
            .orElseThrow()
            .meaning();

    assertThat(meaning.category().code()).isEqualTo(category);
    assertThat(Objects.toString(meaning.denial(), null)).isEqualTo(denial);
  }

  @Test
  void readsTheSubcodeOfAPersonalMicrosoftAccount() {
    assertThat(errors("onedrive").find(new AuthorizationError("access_denied", null, "cancel")))
        .hasValueSatisfying(found -> assertThat(found.meaning()).isEqualTo(Meaning.DECLINED));
  }

  @Test
  void doesNotKnowAnErrorThatIsInNoTable() {
    assertThat(errors("onedrive").find(new AuthorizationError("<script>", "AADSTS1", null)))
        .isEmpty();
    assertThat(errors("other").find(new AuthorizationError("ACCESS_DENIED"))).isEmpty();
  }

  @Test
  void describesAnErrorByItsRowAndNotByWhatWasSent() {
    assertThat(
            errors("onedrive")
                .find(
                    new AuthorizationError("access_denied", "AADSTS65004: ana@work.example", null))
                .orElseThrow()
                .described())
        .isEqualTo("AADSTS65004 (user)");
    assertThat(
            errors("box")
                .find(new AuthorizationError("access_denied", "The user denied access", null))
                .orElseThrow()
                .described())
        .isEqualTo("(user)");
  }

  @Test
  void noRowIsHiddenByAnEarlierOne() {
    ErrorTables.DIALECTS.values().forEach(AuthorizationErrorsTest::assertNoRowTwice);
    assertNoRowTwice(StandardErrors.TABLE);
  }

  private static void assertNoRowTwice(List<ErrorRow> table) {
    Set<List<Object>> seen = new HashSet<>();
    for (ErrorRow row : table) {
      for (Stage stage : row.stages()) {
        assertThat(seen.add(List.of(stage, row.error(), row.detail())))
            .as("%s at %s", row, stage)
            .isTrue();
      }
    }
  }

  private static ProviderErrors errors(String provider) {
    return new ProviderErrors(
        DIALECTS.getOrDefault(provider, List.of()), new ClientEvidence(Fixtures.CLOCK));
  }
}
