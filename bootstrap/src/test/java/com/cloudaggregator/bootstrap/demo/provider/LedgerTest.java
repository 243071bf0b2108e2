package com.cloudaggregator.bootstrap.demo.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.credential.Secret;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final String REDIRECT = "http://localhost:8080/auth/onedrive/callback";
  private static final String VERIFIER = "v".repeat(43);
  private final AtomicInteger next = new AtomicInteger();
  private final Ledger ledger = new Ledger(
      Clock.fixed(Instant.parse("2026-11-25T00:00:00Z"), ZoneOffset.UTC),
      () -> new Secret("secret-" + next.incrementAndGet()));
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

  @Test
  void endsTheGrantWhenARotatedRefreshTokenComesBack() {
    String code = ledger.code(request, ana, true);
    var grant = ledger.redeemCode(Vendor.ONEDRIVE, code, REDIRECT, VERIFIER).orElseThrow();
    String first = ledger.refreshToken(grant);
    String second = ledger.rotate(grant, first).orElseThrow();
    assertThat(ledger.byRefreshToken(Vendor.ONEDRIVE, second)).isPresent();
    assertThat(ledger.byRefreshToken(Vendor.ONEDRIVE, first)).isEmpty();
    assertThat(ledger.byRefreshToken(Vendor.ONEDRIVE, second)).isEmpty();
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
