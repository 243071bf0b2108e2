package com.cloudaggregator.application.connect;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.aliceDrive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.testing.CountedRandomness;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract of {@link AuthorizationFlows}, run against every implementation. */
public abstract class AuthorizationFlowsContract {
  private static final Secret VERIFIER = new Secret("verifier-verifier-verifier-verifier-verifie");

  protected abstract AuthorizationFlows flows();

  private static AuthorizationFlow flow(UserId user, ConnectMode mode) {
    return new AuthorizationFlow(
        user,
        new Provider("onedrive"),
        mode,
        StateHash.of(CountedRandomness.nth(1)),
        CountedRandomness.nth(2).reveal(),
        VERIFIER,
        TestClock.START);
  }

  private static AuthorizationFlow flow() {
    return flow(alice(), new ConnectMode.Connect());
  }

  static Stream<ConnectMode> modes() {
    return Stream.of(
        new ConnectMode.Connect(),
        new ConnectMode.Reauthenticate(),
        new ConnectMode.Reconnect(new AccountId(new UUID(0x7000, 5)), aliceDrive()));
  }

  @ParameterizedTest
  @MethodSource("modes")
  void aSealedFlowOpensUnchanged(ConnectMode mode) {
    AuthorizationFlow flow = flow(alice(), mode);

    assertThat(flows().open(flows().seal(flow))).contains(flow);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "auth0|62c0",
        "a,b",
        "a:b",
        "\"quoted\\\"",
        "https://users.example/~bob?x=1&y=%20"
      })
  void everyUserIdIsPreserved(String user) {
    AuthorizationFlow flow = flow(new UserId(user), new ConnectMode.Connect());

    assertThat(flows().open(flows().seal(flow))).contains(flow);
  }

  @Test
  void theLongestFlowFitsIntoACookie() {
    AuthorizationFlow longest =
        flow(
            new UserId("u".repeat(255)),
            new ConnectMode.Reconnect(
                new AccountId(new UUID(-1, -1)),
                ProviderAccountId.of("p".repeat(32), "s".repeat(255))));

    Secret sealed = flows().seal(longest);

    // RFC 6265, section 6.1: the limit includes the cookie's name and attributes.
    assertThat(sealed.reveal()).matches("[A-Za-z0-9._~-]{1,3800}");
    assertThat(flows().open(sealed)).contains(longest);
  }

  @Test
  void anAnswerOpensForItsStateAndResponseOnly() {
    StateHash state = StateHash.of(CountedRandomness.nth(1));
    Secret response = new Secret("code " + "c".repeat(70_000));
    Secret answer = new Secret("/app?error=ownership_conflict#transfer_token=a.b.c");

    Secret sealed = flows().sealAnswer(state, response, answer);

    assertThat(sealed.reveal()).doesNotContain("transfer_token");
    assertThat(flows().openAnswer(state, response, sealed)).contains(answer);
    assertThat(flows().openAnswer(state, new Secret("code d"), sealed)).isEmpty();
    assertThat(flows().openAnswer(StateHash.of(CountedRandomness.nth(2)), response, sealed))
        .isEmpty();
  }

  @Test
  void theSealedFormRevealsNothing() {
    assertThat(flows().seal(flow()).reveal())
        .doesNotContain(alice().value())
        .doesNotContain(VERIFIER.reveal())
        .doesNotContain(CountedRandomness.nth(2).reveal());
  }

  @Test
  void sealingTheSameFlowTwiceGivesDifferentBytes() {
    assertThat(flows().seal(flow())).isNotEqualTo(flows().seal(flow()));
  }

  @Test
  void changingAnyCharacterIsDetected() {
    String sealed = flows().seal(flow()).reveal();

    // The last base64url character may have unused bits (RFC 4648, section 3.5).
    for (int i = 0; i < sealed.length() - 1; i++) {
      char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
      Secret changed = new Secret(sealed.substring(0, i) + other + sealed.substring(i + 1));
      assertThat(flows().open(changed)).as("character %d", i).isEmpty();
    }
  }

  @Test
  void aTruncatedFlowNeverOpens() {
    String sealed = flows().seal(flow()).reveal();

    for (int length = 1; length < sealed.length() - 1; length++) {
      assertThat(flows().open(new Secret(sealed.substring(0, length))))
          .as("%d characters", length)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" ", ".", "..", "a", "v1", "v1.", "v1.k1.", "{}", "null", "\u0000", "🗝", "%00"})
  void arbitraryBytesDoNotOpen(String garbage) {
    assertThat(flows().open(new Secret(garbage))).isEmpty();
  }

  @Test
  void anOverlongValueDoesNotOpen() {
    assertThat(flows().open(new Secret("e".repeat(1_000_000)))).isEmpty();
  }
}
