package com.cloudaggregator.web.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.application.provider.Providers.StorageResult;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.webtest.ScriptedPorts;
import com.cloudaggregator.webtest.TestWeb;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code GET /cloud/storage-summary}: each account has a result of its own. */
class StorageApiTest {
  private final TestWeb web = new TestWeb();

  private org.springframework.test.web.servlet.assertj.MvcTestResult get() {
    return web.mvc.get().uri("/cloud/storage-summary").principal(TestWeb.bob()).exchange();
  }

  private static String account(String used, String total, String status) {
    return "{\"id\":\""
        + ScriptedPorts.ACCOUNT
        + "\",\"provider\":\"onedrive\",\"label\":\"ana.perez@outlook.com\","
        + "\"used\":"
        + used
        + ",\"total\":"
        + total
        + ",\"status\":\""
        + status
        + "\"}";
  }

  @Test
  void returnsTheSpaceOfAnAccount() {
    web.ports.owned = () -> List.of(ScriptedPorts.accountOf(ScriptedPorts.BOB));

    assertThat(get())
        .hasStatusOk()
        .hasHeader("Cache-Control", "no-store")
        .bodyJson()
        .isStrictlyEqualTo(
            "{\"accounts\":[" + account("12", "100", "ok") + "],\"used\":12,\"total\":100}");
  }

  @Test
  void hasNoTotalForAnAccountWithoutLimit() {
    web.ports.owned = () -> List.of(ScriptedPorts.accountOf(ScriptedPorts.BOB));
    web.ports.storage = () -> new StorageResult.Measured(12, null);

    assertThat(get())
        .bodyJson()
        .isStrictlyEqualTo(
            "{\"accounts\":[" + account("12", "null", "ok") + "],\"used\":12,\"total\":null}");
  }

  @Test
  void reportsAnUnavailableProvider() {
    web.ports.owned = () -> List.of(ScriptedPorts.accountOf(ScriptedPorts.BOB));
    web.ports.storage = StorageResult.StorageUnavailable::new;

    assertThat(get())
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo(
            "{\"accounts\":["
                + account("null", "null", "unavailable")
                + "],\"used\":0,\"total\":null}");
  }

  @Test
  void distinguishesAProviderThatReportsNoStorage() {
    web.ports.owned = () -> List.of(ScriptedPorts.accountOf(ScriptedPorts.BOB));
    web.ports.storage = StorageResult.NotReported::new;

    assertThat(get())
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo(
            "{\"accounts\":["
                + account("null", "null", "not_reported")
                + "],\"used\":0,\"total\":null}");
  }

  @Test
  void reportsAnAccountThatNeedsReconnect() {
    web.ports.owned =
        () ->
            List.of(
                ScriptedPorts.account(
                    ScriptedPorts.ACCOUNT,
                    ScriptedPorts.BOB,
                    AccountStatus.NEEDS_RECONNECT,
                    ReconnectReason.INVALID_GRANT));

    assertThat(get())
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo(
            "{\"accounts\":["
                + account("null", "null", "needs_reconnect")
                + "],\"used\":0,\"total\":null}");
  }

  @Test
  void isEmptyWithoutAccounts() {
    assertThat(get())
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo("{\"accounts\":[],\"used\":0,\"total\":null}");
  }

  @Test
  void isRateLimited() {
    web.ports.tokenLimit = new RateLimitResult.Exceeded(Duration.ofSeconds(3));

    assertThat(get()).hasStatus(429).hasHeader("Retry-After", "3");
  }
}
