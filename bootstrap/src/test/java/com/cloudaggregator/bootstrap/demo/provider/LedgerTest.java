package com.cloudaggregator.bootstrap.demo.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.port.TestClock;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final String REDIRECT = "http://localhost:8080/auth/onedrive/callback";
  private static final String VERIFIER = "v".repeat(43);
  private final AtomicInteger next = new AtomicInteger();
  private final TestClock clock = new TestClock();
  private final FaultSwitch faults = new FaultSwitch();
  private final Ledger ledger = ledger();

  /** One that remembers nothing. */
  private Ledger ledger() {
    return new Ledger(clock, () -> new Secret("secret-" + next.incrementAndGet()), faults);
  }
  private final DemoAccount ana = Vendor.ONEDRIVE.accounts().getFirst();
  private final Ledger.Request request = new Ledger.Request(
      Vendor.ONEDRIVE, REDIRECT, "state", Pkce.challenge(VERIFIER), "nonce", "openid", true);

  @Nested
  class Code {
    private final String code = ledger.code(request, ana, true);

    @Test
    void isRedeemedOnce() {
      assertThat(ledger.redeemCode(Vendor.ONEDRIVE, code, REDIRECT, VERIFIER)).isPresent();
      assertThat(ledger.redeemCode(Vendor.ONEDRIVE, code, REDIRECT, VERIFIER)).isEmpty();
    }

    @Test
    void endsItsGrantWhenUsedAgain() {
      var grant = ledger.redeemCode(Vendor.ONEDRIVE, code, REDIRECT, VERIFIER).orElseThrow();
      String access = ledger.accessToken(grant);
      assertThat(ledger.byAccessToken(Vendor.ONEDRIVE, access)).isPresent();
      ledger.redeemCode(Vendor.ONEDRIVE, code, REDIRECT, VERIFIER);
      assertThat(ledger.byAccessToken(Vendor.ONEDRIVE, access)).isEmpty();
    }

    @Test
    void isRefusedWithAnotherVerifierRedirectUriOrProvider() {
      assertThat(ledger.redeemCode(Vendor.ONEDRIVE, code, REDIRECT, "w".repeat(43))).isEmpty();
      String second = ledger.code(request, ana, true);
      assertThat(ledger.redeemCode(Vendor.ONEDRIVE, second, REDIRECT + "/", VERIFIER)).isEmpty();
      String third = ledger.code(request, ana, true);
      assertThat(ledger.redeemCode(Vendor.DROPBOX, third, REDIRECT, VERIFIER)).isEmpty();
    }
  }

  private Ledger.Grant granted() {
    return ledger.redeemCode(Vendor.ONEDRIVE, ledger.code(request, ana, true), REDIRECT, VERIFIER).orElseThrow();
  }

  @Test
  void endsTheGrantWhenAReplacedRefreshTokenComesBackLate() {
    String first = ledger.refreshToken(granted());
    String second = ledger.rotate(granted(), first);
    clock.advance(Ledger.REPLACED_TOKEN_LIFE);
    assertThat(ledger.byRefreshToken(Vendor.ONEDRIVE, second)).isPresent();
    assertThat(ledger.byRefreshToken(Vendor.ONEDRIVE, first)).isEmpty();
    assertThat(ledger.byRefreshToken(Vendor.ONEDRIVE, first)).isEmpty();
  }

  @Test
  void takesAReplacedRefreshTokenForAWhileSinceAnAnswerMayBeLost() {
    var grant = granted();
    String first = ledger.refreshToken(grant);
    ledger.rotate(grant, first);
    clock.advance(Ledger.REPLACED_TOKEN_LIFE.minusSeconds(1));
    assertThat(ledger.byRefreshToken(Vendor.ONEDRIVE, first)).isPresent();
    String third = ledger.rotate(grant, first);
    clock.advance(Duration.ofSeconds(1));
    assertThat(ledger.byRefreshToken(Vendor.ONEDRIVE, third)).isPresent();
    assertThat(ledger.byRefreshToken(Vendor.ONEDRIVE, first)).isEmpty();
    assertThat(ledger.byRefreshToken(Vendor.ONEDRIVE, third)).isEmpty();
  }

  @Test
  void knowsItsTokensAfterARestart() {
    var grant = granted();
    String access = ledger.accessToken(grant);
    String refresh = ledger.refreshToken(grant);

    Ledger restarted = ledger();

    assertThat(restarted.byAccessToken(Vendor.ONEDRIVE, access)).map(Ledger.Grant::account).contains(ana);
    assertThat(restarted.byRefreshToken(Vendor.ONEDRIVE, refresh)).map(Ledger.Grant::account).contains(ana);
  }

  @Test
  void takesATokenForNothingButWhatItIs() {
    var grant = granted();
    String access = ledger.accessToken(grant);

    assertThat(ledger.byRefreshToken(Vendor.ONEDRIVE, access)).isEmpty();
    assertThat(ledger.byAccessToken(Vendor.ONEDRIVE, ledger.refreshToken(grant))).isEmpty();
    assertThat(ledger.byAccessToken(Vendor.DROPBOX, access)).isEmpty();
    assertThat(ledger.byAccessToken(Vendor.ONEDRIVE, access.replace("demo-access-", "demo-access-A"))).isEmpty();
    assertThat(ledger.byAccessToken(Vendor.ONEDRIVE, "demo-access-x.y")).isEmpty();
    assertThat(ledger.byAccessToken(Vendor.ONEDRIVE, "")).isEmpty();
  }

  @Test
  void accessTokensEndWithTimeAndOnDemand() {
    var grant = granted();
    String hour = ledger.accessToken(grant);
    faults.set(Vendor.ONEDRIVE, Fault.SHORT_LIVED);
    String brief = ledger.accessToken(grant);
    clock.advance(Duration.ofSeconds(31));
    assertThat(ledger.byAccessToken(Vendor.ONEDRIVE, hour)).isPresent();
    assertThat(ledger.byAccessToken(Vendor.ONEDRIVE, brief)).isEmpty();

    faults.endAccessTokens(Vendor.ONEDRIVE, clock.instant());

    assertThat(ledger.byAccessToken(Vendor.ONEDRIVE, hour)).isEmpty();
    assertThat(ledger.byAccessToken(Vendor.ONEDRIVE, ledger.accessToken(grant))).isPresent();
  }

  @Test
  void redeemsATicketOnceAndAtItsProviderOnly() {
    String ticket = ledger.ticket(request);
    assertThat(ledger.redeemTicket(Vendor.ONEDRIVE, ticket)).contains(request);
    assertThat(ledger.redeemTicket(Vendor.ONEDRIVE, ticket)).isEmpty();
  }

  @Test
  void padsThePersonalAccountsIdToAGuid() {
    assertThat(ana.objectId()).isEqualTo("00000000-0000-0000-a11a-00000000a11a");
  }
}
