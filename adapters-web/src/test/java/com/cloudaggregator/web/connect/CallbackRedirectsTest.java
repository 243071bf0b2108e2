package com.cloudaggregator.web.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.connect.ConnectError;
import com.cloudaggregator.application.connect.RecordCallbackPages;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.domain.event.AccountEvent.UnlistedAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackRedirectsTest {
  private static final Provider ONEDRIVE = new Provider("onedrive");

  private final List<AccountEvent> events = new ArrayList<>();
  private final CallbackRedirects redirects =
      new CallbackRedirects(new RecordCallbackPages(events::add));

  @ParameterizedTest
  @EnumSource
  void allowsEveryErrorOfACallback(ConnectError refusal) {
    assertAllowed("/app?error=" + refusal.name().toLowerCase(Locale.ROOT) + "&provider=onedrive");
  }

  @Test
  void allowsSuccessAndAConflictWithItsTokenInTheFragment() {
    assertAllowed("/app?connection=success&provider=onedrive");
    assertAllowed(
        "/app?error=ownership_conflict&provider=onedrive#transfer_token=eyJ-_1.eyJ2.c2ln");
    assertAllowed("/app?error=provider_not_configured");
  }

  private void assertAllowed(String target) {
    assertThat(redirects.restrict(target, ONEDRIVE)).isEqualTo(target);
    assertThat(events).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/app?error=reconnect_failed&provider=onedrive",
        "/app?error=ownership_conflict&provider=onedrive&transfer_token=eyJ1.eyJ2.c2ln",
        "/app?error=ownership_conflict&provider=onedrive",
        "/app?error=access_denied&provider=onedrive#transfer_token=eyJ1.eyJ2.c2ln",
        "/app?error=access_denied&provider=onedrive&said=whatever",
        "/app?error=access_denied&provider=onedrive&reason=whatever",
        "/app?error=provider_error&provider=onedrive&reason=declined",
        "//elsewhere.example/app?connection=success&provider=onedrive",
        "/app"
      })
  void replacesAnyOtherTargetAndRecordsIt(String target) {
    assertThat(redirects.restrict(target, ONEDRIVE)).isEqualTo("/app?error=database_error");
    assertThat(events).containsExactly(new UnlistedAnswer(new ProviderAccountId(ONEDRIVE, "-")));
  }
}
