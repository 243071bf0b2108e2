package com.cloudaggregator.web.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.erasure.UserRecords.ErasedAccount;
import com.cloudaggregator.application.token.ServiceCall;
import com.cloudaggregator.application.token.ServiceCall.CallResult;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.webtest.ScriptedPorts;
import com.cloudaggregator.webtest.TestWeb;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** What the host's backend is answered when it erases or exports a user. */
class UserApiTest {
  private static final String USER = "/service/users/alice";

  private final TestWeb web = new TestWeb();

  private MvcTestResult erase(String uri) {
    return web.mvc.delete().uri(uri).principal(TestWeb.bob()).exchange();
  }

  private void owns(RevocationState revocation) {
    web.ports.toErase.add(
        new ErasedAccount(
            ScriptedPorts.ACCOUNT,
            ScriptedPorts.DRIVE,
            new UserId("pseudonym"),
            new Epoch(2),
            revocation));
  }

  @Test
  void saysWhatHasBeenReleasedAndWillBeRevoked() {
    owns(RevocationState.PENDING);
    owns(RevocationState.UNSUPPORTED);

    assertThat(erase(USER))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo("{\"accounts_released\":2,\"revocations\":1,\"complete\":true}");
    assertThat(web.ports.recorded)
        .containsExactly(
            ServiceCall.aboutUser(ScriptedPorts.BOB, ScriptedPorts.ALICE, CallResult.USER_ERASED));
  }

  @Test
  void saysThatTheCallHasToBeRepeated() {
    web.ports.forgets = false;

    assertThat(erase(USER))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo("{\"accounts_released\":0,\"revocations\":0,\"complete\":false}");
  }

  @Test
  void refusesAnInvalidUserId() {
    assertThat(erase("/service/users/a b"))
        .hasStatus(400)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("validation_failed");
    assertThat(web.ports.recorded).isEmpty();
  }

  @Test
  void exportsWhatIsStoredWithoutCaching() {
    assertThat(web.mvc.get().uri(USER + "/export").principal(TestWeb.bob()).exchange())
        .hasStatusOk()
        .hasHeader("Cache-Control", "no-store")
        .bodyJson()
        .isStrictlyEqualTo(
            "{\"records\":[{\"kind\":\"cloud_transfer_events\",\"values\":"
                + "[{\"name\":\"masked_label\",\"value\":\"a•••\"}]}],\"complete\":true}");
    assertThat(web.ports.recorded)
        .containsExactly(
            ServiceCall.aboutUser(
                ScriptedPorts.BOB, ScriptedPorts.ALICE, CallResult.USER_EXPORTED));
  }
}
