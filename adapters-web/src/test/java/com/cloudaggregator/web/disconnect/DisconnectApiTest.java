package com.cloudaggregator.web.disconnect;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts.ReleaseResult;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.webtest.ScriptedPorts;
import com.cloudaggregator.webtest.TestWeb;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

class DisconnectApiTest {
  private final TestWeb web = new TestWeb();

  @Nested
  class Disconnected {
    private void of(RevocationState state) {
      web.ports.disconnected =
          List.of(
              new DisconnectedAccount(
                  new UUID(1, 2),
                  ScriptedPorts.ACCOUNT,
                  ScriptedPorts.ONEDRIVE,
                  "ana.p•••@outlook.com",
                  ScriptedPorts.NOW,
                  state));
    }

    private MvcTestResult get(String language) {
      return web.mvc
          .get()
          .uri("/me/disconnected-accounts")
          .header("Accept-Language", language)
          .principal(TestWeb.bob())
          .exchange();
    }

    @Test
    void listsTheStateOfTheRevocationAndTheProvidersPages() {
      of(RevocationState.UNSUPPORTED);

      assertThat(get("en"))
          .hasStatusOk()
          .hasContentType(MediaType.APPLICATION_JSON)
          .bodyJson()
          .isStrictlyEqualTo(
              """
          {"accounts":[{"id":"00000000-0000-0001-0000-000000000002",\
          "account_id":"0190a000-0000-7000-8000-000000000001","provider":"onedrive","label":"ana.p•••@outlook.com",\
          "disconnected_at":"2026-11-25T10:00:00Z","revocation":"unsupported",\
          "message":"We’ve deleted our credentials for it. The provider doesn’t let us remove the permission; you can do \
          it yourself on its page.",\
          "permissions_urls":["https://permissions.example/manage"]}]}""");
    }

    @ParameterizedTest
    @EnumSource(RevocationState.class)
    void describesEachState(RevocationState state) {
      of(state);

      for (String language : List.of("en", "es")) {
        assertThat(get(language))
            .hasStatusOk()
            .bodyJson()
            .extractingPath("$.accounts[0].message")
            .asString()
            .hasSizeGreaterThan(20);
      }
    }

    /** Some providers make each consent a permission of its own; we revoke the last one only. */
    @Test
    void doesNotPromiseThatEveryPermissionIsRevoked() {
      of(RevocationState.REVOKED);

      assertThat(get("en"))
          .bodyJson()
          .extractingPath("$.accounts[0].message")
          .asString()
          .contains("the last permission that we had", "earlier connections may remain");
      assertThat(get("es"))
          .bodyJson()
          .extractingPath("$.accounts[0].message")
          .asString()
          .contains("el último permiso que teníamos", "conexiones anteriores");
    }

    @Test
    void isEmptyWithoutDisconnections() {
      assertThat(get("en")).hasStatusOk().bodyJson().isStrictlyEqualTo("{\"accounts\":[]}");
    }
  }

  @Nested
  class Disconnect {
    @Test
    void returnsTheStateOfTheRevocation() {
      assertThat(post("{\"account_id\":\"" + ScriptedPorts.ACCOUNT + "\"}"))
          .hasStatusOk()
          .bodyJson()
          .isStrictlyEqualTo(
              "{\"success\":true,\"account_id\":\""
                  + ScriptedPorts.ACCOUNT
                  + "\",\"message\":\"The account is disconnected.\",\"revocation\":\"pending\","
                  + "\"revocation_url\":\"/me/disconnected-accounts\"}");
    }

    @Test
    void answersAlikeForAForeignAndAnUnknownAccount() {
      web.ports.release = new ReleaseResult.NotTheOwner();

      assertThat(post("{\"account_id\":\"" + ScriptedPorts.ACCOUNT + "\"}"))
          .hasStatus(404)
          .bodyJson()
          .extractingPath("$.code")
          .isEqualTo("account_not_found");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"account_id\":\"x\"}",
          "{\"account_id\":\"1-1-1-1-1\"}",
          "{\"account\":\"x\"}",
          "{}"
        })
    void refusesAnInvalidId(String body) {
      assertThat(post(body))
          .hasStatus(400)
          .bodyJson()
          .extractingPath("$.code")
          .isEqualTo("validation_failed");
    }

    private MvcTestResult post(String body) {
      return web.mvc
          .post()
          .uri("/cloud/disconnect")
          .principal(TestWeb.bob())
          .contentType(MediaType.APPLICATION_JSON)
          .content(body)
          .exchange();
    }
  }
}
