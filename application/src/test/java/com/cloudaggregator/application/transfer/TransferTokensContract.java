package com.cloudaggregator.application.transfer;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.bob;
import static com.cloudaggregator.application.testing.Samples.carol;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.application.transfer.TransferTokens.VerifyResult;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferId;
import com.cloudaggregator.domain.ownership.TransferToken;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract of {@link TransferTokens}, run against every implementation. */
public abstract class TransferTokensContract {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  /** Maximum clock skew accepted for our own tokens. */
  private static final Duration LEEWAY = Duration.ofSeconds(5);

  private final TestClock clock = new TestClock();
  private final TransferTokens tokens = tokens(clock);

  /** The tokens under test, with this clock. */
  protected abstract TransferTokens tokens(Clock clock);

  private TransferGrant grant(long id, UserId requester) {
    return new TransferGrant(
        new TransferId(new UUID(0x7000, id)),
        requester,
        new AccountId(new UUID(0xabcdef12, 0x3456)),
        alice(),
        new Epoch(3),
        clock.instant().plus(TEN_MINUTES));
  }

  @Test
  void identifiesTheOfferAndItsRequester() {
    assertThat(tokens.verify(tokens.issue(grant(1, bob()))))
        .isEqualTo(new VerifyResult.Valid(new TransferId(new UUID(0x7000, 1)), bob()));
    assertThat(tokens.verify(tokens.issue(grant(2, carol()))))
        .isEqualTo(new VerifyResult.Valid(new TransferId(new UUID(0x7000, 2)), carol()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "auth0|62c0cfcd", "https://users.example/~bob?x=1&y=%20", "\"quoted\\\""})
  void everyUserIdIsPreserved(String user) {
    assertThat(tokens.verify(tokens.issue(grant(1, new UserId(user)))))
        .isEqualTo(new VerifyResult.Valid(new TransferId(new UUID(0x7000, 1)), new UserId(user)));
  }

  @Test
  void isValidUntilItExpires() {
    TransferToken token = tokens.issue(grant(1, bob()));

    clock.advance(TEN_MINUTES.minusSeconds(1));
    assertThat(tokens.verify(token)).isInstanceOf(VerifyResult.Valid.class);
    clock.advance(LEEWAY.plusSeconds(2));
    assertThat(tokens.verify(token)).isEqualTo(new VerifyResult.Expired());
    clock.advance(Duration.ofDays(365));
    assertThat(tokens.verify(token)).isEqualTo(new VerifyResult.Expired());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "..",
        "...",
        "....",
        "a",
        "a.b.c",
        "null",
        "{}",
        "e30.e30.",
        "e30.e30.e30",
        "eyJhbGciOiJub25lIn0.e30.",
        "\u0000",
        "🗝",
        "%00",
        "' OR 1=1 --"
      })
  void anythingButATokenIsInvalid(String garbage) {
    assertThat(tokens.verify(new TransferToken(garbage))).isEqualTo(new VerifyResult.Invalid());
  }

  @Test
  void anOverlongTokenIsInvalid() {
    assertThat(tokens.verify(new TransferToken("e".repeat(1_000_000))))
        .isEqualTo(new VerifyResult.Invalid());
  }

  @Test
  void changingAnyCharacterIsDetected() {
    String token = tokens.issue(grant(1, bob())).reveal();

    // The last base64url character may have unused bits (RFC 4648, section 3.5).
    for (int i = 0; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      TransferToken changed =
          new TransferToken(token.substring(0, i) + other + token.substring(i + 1));
      assertThat(tokens.verify(changed))
          .as("character %d", i)
          .isEqualTo(new VerifyResult.Invalid());
    }
  }

  @Test
  void aTruncatedOrExtendedTokenIsInvalid() {
    String token = tokens.issue(grant(1, bob())).reveal();

    for (int length = 0; length < token.length() - 1; length++) {
      assertThat(tokens.verify(new TransferToken(token.substring(0, length))))
          .as("%d characters", length)
          .isEqualTo(new VerifyResult.Invalid());
    }
    assertThat(tokens.verify(new TransferToken(token + ".e30")))
        .isEqualTo(new VerifyResult.Invalid());
  }

  @Test
  void revealsNothingAboutTheOwnerOrTheAccount() {
    TransferGrant grant = grant(1, bob());
    String token = tokens.issue(grant).reveal();

    StringBuilder plain = new StringBuilder(token);
    for (String part : token.split("\\.")) {
      plain.append(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.ISO_8859_1));
    }
    assertThat(plain)
        .doesNotContain(grant.expectedOwner().value())
        .doesNotContain(grant.account().toString())
        .doesNotContainIgnoringCase("epoch");
  }

  @Test
  void fitsIntoAFragmentWithoutEncoding() {
    assertThat(tokens.issue(grant(1, bob())).reveal()).matches("[A-Za-z0-9._~-]{1,2000}");
  }
}
