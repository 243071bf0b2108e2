package com.cloudaggregator.web.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.webtest.ScriptedPorts;
import com.cloudaggregator.webtest.TestWeb;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

class AccountApiTest {
  private final TestWeb web = new TestWeb();

  @Nested
  class NameAccount {
    private MvcTestResult name(String account, String body) {
      return web.mvc
          .patch()
          .uri("/me/clouds/" + account)
          .contentType(MediaType.APPLICATION_JSON)
          .content(body)
          .principal(TestWeb.bob())
          .exchange();
    }

    private void own() {
      web.ports.found =
          () ->
              Optional.of(
                  ScriptedPorts.account(
                      ScriptedPorts.ACCOUNT, ScriptedPorts.BOB, AccountStatus.CONNECTED, null));
    }

    @Test
    void storesACleanNickname() {
      own();

      assertThat(
              name(
                  ScriptedPorts.ACCOUNT.toString(), "{\"nickname\":\" Mum’s \\u202e\\n photos \"}"))
          .hasStatusOk()
          .bodyJson()
          .isStrictlyEqualTo(
              "{\"success\":true,\"account_id\":\"0190a000-0000-7000-8000-000000000001\",\"nickname\":\"Mum’s photos\"}");
      assertThat(name(ScriptedPorts.ACCOUNT.toString(), "{\"nickname\":\"\"}")).hasStatusOk();

      assertThat(web.ports.nicknames).containsExactly("Mum’s photos", "");
    }

    @Test
    void refusesALongNicknameAndAnythingElse() {
      own();
      for (String body :
          List.of(
              "{\"nickname\":\"" + "x".repeat(61) + "\"}",
              "{\"nickname\":\"" + "x".repeat(2000) + "\"}",
              "{\"nickname\":null}",
              "{\"nickname\":7}",
              "{\"nickname\":\"a\",\"label\":\"b\"}")) {
        assertThat(name(ScriptedPorts.ACCOUNT.toString(), body)).as(body).hasStatus(400);
      }
      assertThat(web.ports.nicknames).isEmpty();
    }

    @Test
    void answers404ForAnotherUsersAccount() {
      assertThat(name(UUID.randomUUID().toString(), "{\"nickname\":\"Work\"}")).hasStatus(404);
      assertThat(name("not-an-id", "{\"nickname\":\"Work\"}")).hasStatus(404);
    }
  }

  @Nested
  class CloudStatus {
    @Test
    void listsTheCallersAccounts() {
      web.ports.owned =
          () ->
              List.of(
                  ScriptedPorts.account(
                      ScriptedPorts.ACCOUNT,
                      ScriptedPorts.BOB,
                      AccountStatus.NEEDS_RECONNECT,
                      ReconnectReason.INVALID_GRANT));

      assertThat(get(""))
          .hasStatusOk()
          .hasContentType(MediaType.APPLICATION_JSON)
          .bodyJson()
          .isStrictlyEqualTo(
              """
          {"accounts":[{"id":"0190a000-0000-7000-8000-000000000001","provider":"onedrive",\
          "provider_account_id":"62c0cfcdf8b5bc8c","label":"ana.perez@outlook.com","nickname":"","status":"needs_reconnect",\
          "reason":"invalid_grant","connected_at":"2026-11-25T10:00:00Z"}],\
          "summary":{"total":1,"connected":0,"needs_reconnect":1},"next":null}""");
    }

    @Test
    void isEmptyWithoutAccounts() {
      assertThat(get(""))
          .hasStatusOk()
          .bodyJson()
          .isStrictlyEqualTo(
              "{\"accounts\":[],\"summary\":{\"total\":0,\"connected\":0,\"needs_reconnect\":0},\"next\":null}");
    }

    @ParameterizedTest
    @CsvSource({"'',100", "limit=1,1", "limit=500,500"})
    void returnsOnePageAndTheCountsOfAllAccounts(String query, int rows) {
      web.ports.owned = () -> accounts(1234);

      MvcTestResult answer = get(query);

      assertThat(answer).bodyJson().extractingPath("$.accounts.length()").isEqualTo(rows);
      assertThat(answer).bodyJson().extractingPath("$.summary.total").isEqualTo(1234);
      assertThat(answer).bodyJson().extractingPath("$.summary.connected").isEqualTo(1234);
    }

    @Test
    void pagesToTheLastAccount() throws Exception {
      List<CloudAccount> all = accounts(250);
      web.ports.owned = () -> all;
      StringBuilder seen = new StringBuilder();
      String query = "limit=100";
      for (int page = 0; page < 3; page++) {
        String body = get(query).getResponse().getContentAsString();
        seen.append(body);
        query = "limit=100&cursor=" + body.replaceAll(".*\"next\":\"?([^\"}]*).*", "$1");
      }

      assertThat(query).endsWith("cursor=null");
      assertThat(all).allMatch(account -> seen.indexOf(account.id().toString()) >= 0);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "limit=0",
          "limit=501",
          "limit=-1",
          "limit=x",
          "limit=",
          "limit=1e2",
          "limit=99999999999",
          "limit=1&limit=1",
          "cursor=",
          "cursor=x",
          "cursor=AZCgAAAAcACAAAAAAAAAAQ%3D%3D",
          "cursor=AZCgAAAAcACAAAAAAAAAAR",
          "cursor=0190a000-0000-7000-8000-000000000001"
        })
    void refusesAnInvalidLimitOrCursor(String query) {
      assertThat(get(query))
          .hasStatus(400)
          .bodyJson()
          .extractingPath("$.code")
          .isEqualTo("validation_failed");
    }

    @Test
    void toStringOmitsLabels() {
      var status =
          new AccountApi.CloudStatus(
              List.of(AccountApi.ListedAccount.of(ScriptedPorts.accountOf(ScriptedPorts.BOB))),
              new AccountApi.AccountCounts(1, 1, 0),
              null);

      assertThat(status.toString()).doesNotContain("outlook");
    }

    private MvcTestResult get(String query) {
      return web.mvc.get().uri("/me/cloud-status?" + query).principal(TestWeb.bob()).exchange();
    }

    private List<CloudAccount> accounts(int count) {
      return IntStream.range(0, count)
          .mapToObj(
              i ->
                  ScriptedPorts.account(
                      new AccountId(new UUID(0x0190a00000007000L, 0x8000000000000000L + i)),
                      ScriptedPorts.BOB,
                      AccountStatus.CONNECTED,
                      null))
          .toList();
    }
  }
}
