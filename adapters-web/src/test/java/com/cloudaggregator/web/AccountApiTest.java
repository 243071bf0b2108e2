package com.cloudaggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.CloudAccounts.ReleaseResult;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.domain.account.ReconnectReason;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

class AccountApiTest {
  private final TestWeb web = new TestWeb();

  @Nested
  class CloudStatus {
    @Test
    void showsAnOwnerHisAccountsAsTheyStand() {
      web.ports.owned = () -> List.of(ScriptedPorts.account(
          ScriptedPorts.ACCOUNT, ScriptedPorts.BOB, AccountStatus.NEEDS_RECONNECT, ReconnectReason.INVALID_GRANT));

      assertThat(get("")).hasStatusOk().hasContentType(MediaType.APPLICATION_JSON).bodyJson().isStrictlyEqualTo("""
          {"accounts":[{"id":"0190a000-0000-7000-8000-000000000001","provider":"onedrive",\
          "provider_account_id":"62c0cfcdf8b5bc8c","label":"ana.perez@outlook.com","status":"needs_reconnect",\
          "reason":"invalid_grant","connected_at":"2026-11-25T10:00:00Z"}],\
          "summary":{"total":1,"connected":0,"needs_reconnect":1},"next":null}""");
    }

    @Test
    void isEmptyForWhoOwnsNothing() {
      assertThat(get("")).hasStatusOk().bodyJson().isStrictlyEqualTo(
          "{\"accounts\":[],\"summary\":{\"total\":0,\"connected\":0,\"needs_reconnect\":0},\"next\":null}");
    }

    @ParameterizedTest
    @CsvSource({"'',100", "limit=1,1", "limit=500,500"})
    void showsAPageAndCountsAll(String query, int rows) {
      web.ports.owned = () -> accounts(1234);

      MvcTestResult answer = get(query);

      assertThat(answer).bodyJson().extractingPath("$.accounts.length()").isEqualTo(rows);
      assertThat(answer).bodyJson().extractingPath("$.summary.total").isEqualTo(1234);
      assertThat(answer).bodyJson().extractingPath("$.summary.connected").isEqualTo(1234);
    }

    @Test
    void leadsFromPageToPageToTheEnd() throws Exception {
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
    @ValueSource(strings = {
      "limit=0", "limit=501", "limit=-1", "limit=x", "limit=", "limit=1e2", "limit=99999999999", "limit=1&limit=1",
      "cursor=", "cursor=x", "cursor=AZCgAAAAcACAAAAAAAAAAQ%3D%3D", "cursor=AZCgAAAAcACAAAAAAAAAAR",
      "cursor=0190a000-0000-7000-8000-000000000001"
    })
    void refusesAPageThatCannotBe(String query) {
      assertThat(get(query)).hasStatus(400).bodyJson().extractingPath("$.code").isEqualTo("validation_failed");
    }

    @Test
    void keepsLabelsOutOfWhatSpringLogs() {
      var status = new AccountApi.CloudStatus(
          List.of(AccountApi.Account.of(ScriptedPorts.accountOf(ScriptedPorts.BOB))),
          new AccountApi.Summary(1, 1, 0),
          null);

      assertThat(status.toString()).doesNotContain("outlook");
    }

    private MvcTestResult get(String query) {
      return web.mvc.get().uri("/me/cloud-status?" + query).principal(TestWeb.bob()).exchange();
    }

    private List<CloudAccount> accounts(int count) {
      return IntStream.range(0, count)
          .mapToObj(i -> ScriptedPorts.account(
              new AccountId(new UUID(0x0190a00000007000L, 0x8000000000000000L + i)),
              ScriptedPorts.BOB,
              AccountStatus.CONNECTED,
              null))
          .toList();
    }
  }

  @Nested
  class Disconnected {
    private void of(RevocationState state) {
      web.ports.disconnected = List.of(new DisconnectedAccount(
          new UUID(1, 2), ScriptedPorts.ACCOUNT, ScriptedPorts.ONEDRIVE, "ana.p•••@outlook.com", ScriptedPorts.NOW,
          state));
    }

    private MvcTestResult get(String language) {
      return web.mvc.get().uri("/me/disconnected-accounts").header("Accept-Language", language)
          .principal(TestWeb.bob()).exchange();
    }

    @Test
    void showsTheFormerOwnerHowFarItsAccessIsWithdrawnAndWhereHeCanDoItHimself() {
      of(RevocationState.UNSUPPORTED);

      assertThat(get("en")).hasStatusOk().hasContentType(MediaType.APPLICATION_JSON).bodyJson().isStrictlyEqualTo("""
          {"accounts":[{"id":"00000000-0000-0001-0000-000000000002",\
          "account_id":"0190a000-0000-7000-8000-000000000001","provider":"onedrive","label":"ana.p•••@outlook.com",\
          "disconnected_at":"2026-11-25T10:00:00Z","revocation":"unsupported",\
          "message":"We hold nothing any more. The provider cannot be asked to withdraw the permission: you can remove \
          it on its own page.",\
          "permissions_urls":["https://permissions.example/manage"]}]}""");
    }

    @ParameterizedTest
    @EnumSource(RevocationState.class)
    void hasWordsForEachState(RevocationState state) {
      of(state);

      for (String language : List.of("en", "es")) {
        assertThat(get(language)).hasStatusOk().bodyJson().extractingPath("$.accounts[0].message").asString()
            .hasSizeGreaterThan(20);
      }
    }

    @Test
    void isEmptyForWhoLetNothingGo() {
      assertThat(get("en")).hasStatusOk().bodyJson().isStrictlyEqualTo("{\"accounts\":[]}");
    }
  }

  @Nested
  class Disconnect {
    @Test
    void saysWhatIsDone() {
      assertThat(post("{\"account_id\":\"" + ScriptedPorts.ACCOUNT + "\"}")).hasStatusOk().bodyJson()
          .isStrictlyEqualTo("{\"success\":true,\"account_id\":\"" + ScriptedPorts.ACCOUNT
              + "\",\"message\":\"The account is disconnected.\",\"revocation\":\"pending\","
              + "\"revocation_url\":\"/me/disconnected-accounts\"}");
    }

    @Test
    void doesNotTellAForeignAccountFromNone() {
      web.ports.release = new ReleaseResult.NotTheOwner();

      assertThat(post("{\"account_id\":\"" + ScriptedPorts.ACCOUNT + "\"}"))
          .hasStatus(404).bodyJson().extractingPath("$.code").isEqualTo("account_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"account_id\":\"x\"}", "{\"account_id\":\"1-1-1-1-1\"}", "{\"account\":\"x\"}", "{}"})
    void refusesWhatIsNoId(String body) {
      assertThat(post(body)).hasStatus(400).bodyJson().extractingPath("$.code").isEqualTo("validation_failed");
    }

    private MvcTestResult post(String body) {
      return web.mvc.post().uri("/cloud/disconnect").principal(TestWeb.bob())
          .contentType(MediaType.APPLICATION_JSON).content(body).exchange();
    }
  }
}
