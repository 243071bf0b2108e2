package com.cloudaggregator.bootstrap.demo.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ConsentStoreTest {
  private static final String REDIRECT = "http://localhost:8080/auth/onedrive/callback";
  private static final String VERIFIER = "v".repeat(43);
  private final AtomicInteger next = new AtomicInteger();
  private final TestClock clock = new TestClock();
  private final FaultSwitch faults = new FaultSwitch();
  private final ConsentStore store = store();

  /** A store without state, as after a restart. */
  private ConsentStore store() {
    return new ConsentStore(clock, () -> new Secret("secret-" + next.incrementAndGet()), faults);
  }

  private final DemoAccount ana = Vendor.ONEDRIVE.accounts().getFirst();
  private final ConsentStore.Request request =
      new ConsentStore.Request(
          Vendor.ONEDRIVE,
          REDIRECT,
          "state",
          ConsentStore.challenge(VERIFIER),
          "nonce",
          "openid",
          true);

  @Nested
  class Code {
    private final String code = store.code(request, ana, true);

    @Test
    void isRedeemedOnce() {
      assertThat(store.redeemCode(Vendor.ONEDRIVE, code, REDIRECT, VERIFIER)).isPresent();
      assertThat(store.redeemCode(Vendor.ONEDRIVE, code, REDIRECT, VERIFIER)).isEmpty();
    }

    @Test
    void revokesTheGrantOnSecondUse() {
      var grant = store.redeemCode(Vendor.ONEDRIVE, code, REDIRECT, VERIFIER).orElseThrow();
      String access = store.accessToken(grant);
      assertThat(store.byAccessToken(Vendor.ONEDRIVE, access)).isPresent();
      store.redeemCode(Vendor.ONEDRIVE, code, REDIRECT, VERIFIER);
      assertThat(store.byAccessToken(Vendor.ONEDRIVE, access)).isEmpty();
    }

    @Test
    void rejectsAnotherVerifierRedirectUriOrProvider() {
      assertThat(store.redeemCode(Vendor.ONEDRIVE, code, REDIRECT, "w".repeat(43))).isEmpty();
      String second = store.code(request, ana, true);
      assertThat(store.redeemCode(Vendor.ONEDRIVE, second, REDIRECT + "/", VERIFIER)).isEmpty();
      String third = store.code(request, ana, true);
      assertThat(store.redeemCode(Vendor.DROPBOX, third, REDIRECT, VERIFIER)).isEmpty();
    }
  }

  private ConsentStore.Grant granted() {
    return store
        .redeemCode(Vendor.ONEDRIVE, store.code(request, ana, true), REDIRECT, VERIFIER)
        .orElseThrow();
  }

  @Test
  void revokesTheGrantWhenARotatedRefreshTokenIsReusedLate() {
    String first = store.refreshToken(granted());
    String second = store.rotate(granted(), first);
    clock.advance(ConsentStore.REPLACED_TOKEN_LIFE);
    assertThat(store.byRefreshToken(Vendor.ONEDRIVE, second)).isPresent();
    assertThat(store.byRefreshToken(Vendor.ONEDRIVE, first)).isEmpty();
    assertThat(store.byRefreshToken(Vendor.ONEDRIVE, first)).isEmpty();
  }

  @Test
  void acceptsARotatedRefreshTokenForAMinute() {
    var grant = granted();
    String first = store.refreshToken(grant);
    store.rotate(grant, first);
    clock.advance(ConsentStore.REPLACED_TOKEN_LIFE.minusSeconds(1));
    assertThat(store.byRefreshToken(Vendor.ONEDRIVE, first)).isPresent();
    String third = store.rotate(grant, first);
    clock.advance(Duration.ofSeconds(1));
    assertThat(store.byRefreshToken(Vendor.ONEDRIVE, third)).isPresent();
    assertThat(store.byRefreshToken(Vendor.ONEDRIVE, first)).isEmpty();
    assertThat(store.byRefreshToken(Vendor.ONEDRIVE, third)).isEmpty();
  }

  @Test
  void acceptsItsTokensAfterARestart() {
    var grant = granted();
    String access = store.accessToken(grant);
    String refresh = store.refreshToken(grant);

    ConsentStore restarted = store();

    assertThat(restarted.byAccessToken(Vendor.ONEDRIVE, access))
        .map(ConsentStore.Grant::account)
        .contains(ana);
    assertThat(restarted.byRefreshToken(Vendor.ONEDRIVE, refresh))
        .map(ConsentStore.Grant::account)
        .contains(ana);
  }

  @Test
  void rejectsATokenOfAnotherKind() {
    var grant = granted();
    String access = store.accessToken(grant);

    assertThat(store.byRefreshToken(Vendor.ONEDRIVE, access)).isEmpty();
    assertThat(store.byAccessToken(Vendor.ONEDRIVE, store.refreshToken(grant))).isEmpty();
    assertThat(store.byAccessToken(Vendor.DROPBOX, access)).isEmpty();
    assertThat(
            store.byAccessToken(Vendor.ONEDRIVE, access.replace("demo-access-", "demo-access-A")))
        .isEmpty();
    assertThat(store.byAccessToken(Vendor.ONEDRIVE, "demo-access-x.y")).isEmpty();
    assertThat(store.byAccessToken(Vendor.ONEDRIVE, "")).isEmpty();
  }

  @Test
  void expiresAccessTokensByTimeAndOnRequest() {
    var grant = granted();
    String hour = store.accessToken(grant);
    faults.set(Vendor.ONEDRIVE, Fault.SHORT_LIVED);
    String brief = store.accessToken(grant);
    clock.advance(Duration.ofSeconds(31));
    assertThat(store.byAccessToken(Vendor.ONEDRIVE, hour)).isPresent();
    assertThat(store.byAccessToken(Vendor.ONEDRIVE, brief)).isEmpty();

    faults.endAccessTokens(Vendor.ONEDRIVE, clock.instant());

    assertThat(store.byAccessToken(Vendor.ONEDRIVE, hour)).isEmpty();
    assertThat(store.byAccessToken(Vendor.ONEDRIVE, store.accessToken(grant))).isPresent();
  }

  @Test
  void redeemsATicketOnceAtItsOwnProvider() {
    String ticket = store.ticket(request);
    assertThat(store.redeemTicket(Vendor.ONEDRIVE, ticket)).contains(request);
    assertThat(store.redeemTicket(Vendor.ONEDRIVE, ticket)).isEmpty();
  }

  @Test
  void padsThePersonalAccountsIdToAGuid() {
    assertThat(ana.objectId()).isEqualTo("00000000-0000-0000-a11a-00000000a11a");
  }
}
