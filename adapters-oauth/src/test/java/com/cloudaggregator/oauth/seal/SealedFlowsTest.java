package com.cloudaggregator.oauth.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.connect.AuthorizationFlow;
import com.cloudaggregator.application.connect.ConnectMode;
import com.cloudaggregator.application.connect.StateHash;
import com.cloudaggregator.application.keys.OtherKeys.KeyUse;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.Fixtures;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealedFlowsTest {
  private final AesCookieSeal cookies =
      new AesCookieSeal(new SealedBox(Fixtures.ring("flow"), new SecureRandom()));
  private final SealedFlows flows = new SealedFlows(cookies, OtherNode.WITHOUT_KEYS);

  private static AuthorizationFlow flow(String user, ConnectMode mode) {
    return new AuthorizationFlow(
        new UserId(user),
        new Provider("onedrive"),
        mode,
        StateHash.of(new Secret("state")),
        Fixtures.NONCE,
        Fixtures.VERIFIER,
        Fixtures.NOW.plusNanos(1));
  }

  static Stream<ConnectMode> modes() {
    return Stream.of(
        new ConnectMode.Connect(),
        new ConnectMode.Reauthenticate(),
        new ConnectMode.Reconnect(
            new AccountId(new UUID(3, 4)), ProviderAccountId.of("onedrive", "62c0")));
  }

  @ParameterizedTest
  @MethodSource("modes")
  void opensWhatItSealed(ConnectMode mode) {
    AuthorizationFlow flow = flow("alice", mode);
    assertThat(flows.open(flows.seal(flow))).contains(flow);
  }

  @Test
  void fitsIntoACookieAtMaximumLength() {
    String longest = "x".repeat(255);
    ConnectMode mode =
        new ConnectMode.Reconnect(
            new AccountId(new UUID(3, 4)), ProviderAccountId.of("onedrive", longest));
    assertThat(flows.seal(flow(longest, mode)).reveal()).matches("[A-Za-z0-9_-]{1,1500}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "not base64 at all!", "v1.flow.AAAA", "djEuZmxvdy4"})
  void opensNoGarbage(String garbage) {
    assertThat(flows.open(new Secret(garbage))).isEmpty();
  }

  @Test
  void opensNoOversizedValue() {
    assertThat(flows.open(new Secret("A".repeat(100_000)))).isEmpty();
  }

  private static AesCookieSeal sealing(String key) {
    return new AesCookieSeal(new SealedBox(Fixtures.ring(key), new SecureRandom()));
  }

  @Test
  void saysNothingAboutAFlowOrAnAnswerUnderAKeyOfAnotherNode() {
    SealedFlows other = new SealedFlows(sealing("f2"), OtherNode.WITHOUT_KEYS);
    Secret flow = other.seal(flow("alice", new ConnectMode.Connect()));
    StateHash state = StateHash.of(new Secret("state"));
    Secret answer = other.sealAnswer(state, new Secret("code"), new Secret("/app"));
    SealedFlows here = new SealedFlows(cookies, new OtherNode(KeyUse.FLOW, "f2"));

    assertThatThrownBy(() -> here.open(flow)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> here.openAnswer(state, new Secret("code"), answer))
        .isInstanceOf(StoreException.class);
    assertThat(flows.open(flow)).isEmpty();
    assertThat(flows.openAnswer(state, new Secret("code"), answer)).isEmpty();
  }

  @Test
  void opensNoChangedFlowUnderItsOwnKey() {
    AesCookieSeal same = sealing("flow");
    String changed = flows.seal(flow("alice", new ConnectMode.Connect())).reveal();
    SealedFlows here = new SealedFlows(same, new OtherNode(KeyUse.FLOW, "flow"));

    assertThat(here.open(new Secret(changed.substring(0, changed.length() - 4) + "AAAA")))
        .isEmpty();
  }

  @Test
  void opensNoValueOfAnotherPurpose() {
    String other = cookies.seal("something-else", "credentials".getBytes(StandardCharsets.UTF_8));
    assertThat(flows.open(new Secret(other))).isEmpty();
  }
}
