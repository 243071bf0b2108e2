package com.cloudaggregator.web.disconnect;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.webtest.InMemoryPagePorts;
import com.cloudaggregator.webtest.Site;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

class DisconnectPagesTest {
  private static final String ANA = InMemoryPagePorts.ANA.value();

  private final InMemoryPagePorts ports = new InMemoryPagePorts();
  private final Site site = new Site(ports);

  @Test
  void disconnectsAfterAConfirmation() {
    CloudAccount account = ports.connected("onedrive", "ana.perez@outlook.com");

    assertThat(
            site.inBothLanguages(
                "disconnect", "/app/accounts/" + account.id() + "/disconnect", ANA))
        .allSatisfy(
            page ->
                assertThat(page)
                    .contains("ana.perez@outlook.com")
                    .contains("https://permissions.example/manage")
                    .contains("name=\"account_id\" value=\"" + account.id() + "\""));
    assertSeeOther(
        site.post("/app/disconnect", ANA, Map.of("account_id", account.id().toString())),
        "/app?done=disconnected&provider=onedrive");
    assertSeeOther(
        site.post("/app/disconnect", ANA, Map.of("account_id", account.id().toString())),
        "/app?error=account_not_found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000-0000-4000-8000-000000000000", "1-1-1-1-1", "x"})
  void isNotFoundForAnUnknownAccount(String id) {
    assertThat(site.get("/app/accounts/" + id + "/disconnect", ANA, "en")).hasStatus(404);
  }

  private static void assertSeeOther(MvcTestResult answer, String location) {
    assertThat(answer).hasStatus(303).hasHeader("Location", location);
  }
}
