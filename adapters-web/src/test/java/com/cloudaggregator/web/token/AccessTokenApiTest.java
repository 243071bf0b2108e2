package com.cloudaggregator.web.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.application.token.ServiceCall;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.webtest.ScriptedPorts;
import com.cloudaggregator.webtest.TestWeb;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** One test for each outcome of vending an access token. */
class AccessTokenApiTest {
  private static final String OWN = "/me/clouds/" + ScriptedPorts.ACCOUNT + "/access-token";

  private final TestWeb web = new TestWeb();

  private MvcTestResult own() {
    return web.mvc.post().uri(OWN).principal(TestWeb.bob()).exchange();
  }

  private void expired() {
    Credentials old =
        new Credentials(new Secret("old"), new Secret("refresh"), ScriptedPorts.NOW, Set.of());
    web.ports.holding =
        () -> Optional.of(ScriptedPorts.holding(ScriptedPorts.accountOf(ScriptedPorts.BOB), old));
  }

  private static void assertProblem(MvcTestResult answer, int status, String code) {
    assertThat(answer).hasStatus(status).hasHeader("Cache-Control", "no-store");
    assertThat(answer).bodyJson().extractingPath("$.code").isEqualTo(code);
  }

  @Nested
  class ForTheOwner {
    @Test
    void returnsTheTokenWithoutCaching() {
      MvcTestResult answer = own();

      assertThat(answer)
          .hasStatusOk()
          .hasHeader("Cache-Control", "no-store")
          .bodyJson()
          .isStrictlyEqualTo(
              "{\"access_token\":\"access\",\"token_type\":\"Bearer\","
                  + "\"expires_at\":\"2026-11-25T11:00:00Z\",\"epoch\":1}");
      assertThat(web.ports.calls).doesNotContain("refresh");
      assertThat(web.ports.recorded).isEmpty();
    }

    @Test
    void toStringOmitsTheToken() {
      assertThat(new AccessTokenApi.AccessToken("the token", "Bearer", null, 1).toString())
          .doesNotContain("the token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "1-1-1-1-1", "0190a000-0000-7000-8000-0000000000ff"})
    void isNotFoundForAForeignOrInvalidId(String id) {
      assertProblem(
          web.mvc
              .post()
              .uri("/me/clouds/" + id + "/access-token")
              .principal(TestWeb.bob())
              .exchange(),
          404,
          "account_not_found");
    }

    @Test
    void saysWhyTheOwnerHasToReconnect() {
      CloudAccount lost =
          ScriptedPorts.account(
              ScriptedPorts.ACCOUNT,
              ScriptedPorts.BOB,
              AccountStatus.NEEDS_RECONNECT,
              ReconnectReason.CONSENT_REVOKED);
      web.ports.holding =
          () -> Optional.of(ScriptedPorts.holding(lost, ScriptedPorts.credentials("refresh")));

      assertProblem(own(), 409, "needs_reconnect");
      assertThat(own()).bodyJson().extractingPath("$.reason").isEqualTo("consent_revoked");
    }

    @Test
    void needsReconnectIfTheProviderRefusesTheRefresh() {
      expired();
      web.ports.refresh = () -> new RefreshVerdict.Terminal(ReconnectReason.ADMIN_POLICY);

      assertProblem(own(), 409, "needs_reconnect");
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE,503,provider_unavailable", "RATE_LIMITED,429,rate_limited"})
    void returnsRetryAfterWhileTheProviderIsUnavailable(
        RefreshFailure trouble, int status, String code) {
      expired();
      web.ports.refresh = () -> new RefreshVerdict.Transient(trouble, Duration.ofSeconds(90), true);

      MvcTestResult answer = own();

      assertProblem(answer, status, code);
      assertThat(answer).hasHeader("Retry-After", "90");
    }

    @Test
    void reportsAMisconfiguredClient() {
      expired();
      web.ports.refresh = RefreshVerdict.ClientRefused::new;

      assertProblem(own(), 503, "provider_unavailable");
    }

    @Test
    void isRateLimited() {
      web.ports.tokenLimit = new RateLimitResult.Exceeded(Duration.ofSeconds(3));

      assertProblem(own(), 429, "rate_limited");
      assertThat(own()).hasHeader("Retry-After", "3");
    }
  }

  @Nested
  class ForAService {
    private MvcTestResult ask(String user, @Nullable String body) {
      var request =
          web.mvc
              .post()
              .uri(
                  "/service/users/{user}/clouds/{account}/access-token",
                  user,
                  ScriptedPorts.ACCOUNT.toString())
              .principal((Principal) () -> "backend");
      return body == null
          ? request.exchange()
          : request.contentType(MediaType.APPLICATION_JSON).content(body).exchange();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"epoch\":1}", "{\"epoch\":null}"})
    void returnsTheUsersTokenAndRecordsTheCall(String body) {
      assertThat(ask("bob", body)).hasStatusOk().hasHeader("Cache-Control", "no-store");

      assertThat(web.ports.recorded)
          .singleElement()
          .satisfies(
              call -> {
                assertThat(call.service()).isEqualTo(new UserId("backend"));
                assertThat(call.user()).isEqualTo(ScriptedPorts.BOB);
                assertThat(call.account()).isEqualTo(ScriptedPorts.ACCOUNT);
                assertThat(call.result()).isEqualTo(ServiceCall.CallResult.TOKEN_GIVEN);
                assertThat(call.vendedEpoch()).isEqualTo(Epoch.FIRST);
              });
    }

    @Test
    void acceptsAnEmptyBody() {
      assertThat(ask("bob", null)).hasStatusOk();
    }

    @Test
    void refusesAnOutdatedEpoch() {
      assertProblem(ask("bob", "{\"epoch\":2}"), 409, "owner_changed");
      web.ports.wasOwner = true;
      assertProblem(ask("alice", "{\"epoch\":1}"), 409, "owner_changed");

      assertThat(web.ports.recorded)
          .extracting(ServiceCall::result)
          .containsOnly(ServiceCall.CallResult.OWNER_CHANGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "nobody at all"})
    void isNotFoundForAUserWhoIsNotTheOwner(String user) {
      assertProblem(ask(user, null), 404, "account_not_found");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"epoch\":0}",
          "{\"epoch\":-1}",
          "{\"epoch\":\"1\"}",
          "{\"epoch\":1.5}",
          "{\"e\":1}",
          "{\"epoch\":1,\"e\":1}",
          "[]",
          "1",
          "{\"epoch\":99999999999999999999}"
        })
    void refusesABodyWithOtherMembers(String body) {
      assertProblem(ask("bob", body), 400, "validation_failed");
      assertThat(web.ports.recorded).isEmpty();
    }

    @Test
    void refusesABodyThatIsNotJson() {
      assertProblem(
          web.mvc
              .post()
              .uri("/service/users/bob/clouds/" + ScriptedPorts.ACCOUNT + "/access-token")
              .principal((Principal) () -> "backend")
              .contentType(MediaType.TEXT_PLAIN)
              .content("{}")
              .exchange(),
          415,
          "unsupported_media_type");
    }

    @Test
    void operatorsReadTheRecordedCalls() {
      ask("bob", "{\"epoch\":1}");

      assertThat(web.mvc.get().uri("/ops/service-calls?account_id=" + ScriptedPorts.ACCOUNT))
          .hasStatusOk()
          .bodyJson()
          .isStrictlyEqualTo(
              "{\"calls\":[{\"at\":\"2026-11-25T10:00:00Z\",\"service\":\"backend\","
                  + "\"user\":\"bob\",\"account\":\""
                  + ScriptedPorts.ACCOUNT
                  + "\",\"asked_epoch\":1,"
                  + "\"answer\":\"token_given\",\"given_epoch\":1,\"trace_id\":\"a-trace\"}],\"next\":null}");
      assertThat(web.mvc.get().uri("/ops/service-calls")).hasStatus(400);
      assertThat(web.mvc.get().uri("/ops/service-calls?account_id=x")).hasStatus(400);
    }
  }
}
