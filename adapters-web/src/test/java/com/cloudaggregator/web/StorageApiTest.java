package com.cloudaggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.Providers.StorageResult;
import com.cloudaggregator.application.port.StartLimits.LimitResult;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.ReconnectReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How full the accounts are, each with its own answer. */
class StorageApiTest {
  private final TestWeb web = new TestWeb();

  private org.springframework.test.web.servlet.assertj.MvcTestResult get() {
    return web.mvc.get().uri("/cloud/storage-summary").principal(TestWeb.bob()).exchange();
  }

  private static String account(String used, String total, String status) {
    return "{\"id\":\"" + ScriptedPorts.ACCOUNT + "\",\"provider\":\"onedrive\",\"label\":\"ana.perez@outlook.com\","
        + "\"used\":" + used + ",\"total\":" + total + ",\"status\":\"" + status + "\"}";
  }

  @Test
  void ofOneThatAnswers() {
    web.ports.owned = () -> List.of(ScriptedPorts.accountOf(ScriptedPorts.BOB));

    assertThat(get()).hasStatusOk().hasHeader("Cache-Control", "no-store").bodyJson()
        .isStrictlyEqualTo("{\"accounts\":[" + account("12", "100", "ok") + "],\"used\":12,\"total\":100}");
  }

  @Test
  void ofOneWithoutLimit() {
    web.ports.owned = () -> List.of(ScriptedPorts.accountOf(ScriptedPorts.BOB));
    web.ports.storage = () -> new StorageResult.Known(12, null);

    assertThat(get()).bodyJson()
        .isStrictlyEqualTo("{\"accounts\":[" + account("12", "null", "ok") + "],\"used\":12,\"total\":null}");
  }

  @Test
  void ofOneThatDoesNotAnswer() {
    web.ports.owned = () -> List.of(ScriptedPorts.accountOf(ScriptedPorts.BOB));
    web.ports.storage = StorageResult.Unavailable::new;

    assertThat(get()).hasStatusOk().bodyJson()
        .isStrictlyEqualTo("{\"accounts\":[" + account("null", "null", "unavailable") + "],\"used\":0,\"total\":null}");
  }

  @Test
  void ofOneThatNeedsItsOwner() {
    web.ports.owned = () -> List.of(ScriptedPorts.account(
        ScriptedPorts.ACCOUNT, ScriptedPorts.BOB, AccountStatus.NEEDS_RECONNECT, ReconnectReason.INVALID_GRANT));

    assertThat(get()).hasStatusOk().bodyJson().isStrictlyEqualTo(
        "{\"accounts\":[" + account("null", "null", "needs_reconnect") + "],\"used\":0,\"total\":null}");
  }

  @Test
  void ofNone() {
    assertThat(get()).hasStatusOk().bodyJson()
        .isStrictlyEqualTo("{\"accounts\":[],\"used\":0,\"total\":null}");
  }

  @Test
  void isLimited() {
    web.ports.tokenLimit = new LimitResult.Exceeded(Duration.ofSeconds(3));

    assertThat(get()).hasStatus(429).hasHeader("Retry-After", "3");
  }
}
