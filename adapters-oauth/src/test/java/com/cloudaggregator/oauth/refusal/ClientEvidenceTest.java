package com.cloudaggregator.oauth.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.account.AccountId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClientEvidenceTest {
  private static final AccountId ONE = account(1);
  private static final AccountId OTHER = account(2);
  private static final AccountId THIRD = account(3);

  private Instant now = Instant.parse("2026-11-25T12:00:00Z");
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final ClientEvidence evidence = new ClientEvidence(clock);

  @Test
  void isAboutTheAccountWhileAnotherOneSucceeds() {
    evidence.succeeded(OTHER);

    assertThat(evidence.refusedWhileOthersSucceed(ONE)).isTrue();
    assertThat(evidence.refusedWhileOthersSucceed(ONE)).isTrue();
  }

  @Test
  void aCodeExchangeIsASuccessOfAnother() {
    evidence.succeeded(null);

    assertThat(evidence.refusedWhileOthersSucceed(ONE)).isTrue();
  }

  @Test
  void isAboutTheClientIfNoAccountHasSucceeded() {
    assertThat(evidence.refusedWhileOthersSucceed(ONE)).isFalse();
  }

  @Test
  void isAboutTheClientIfOnlyTheSameAccountHasSucceeded() {
    evidence.succeeded(ONE);
    evidence.succeeded(ONE);

    assertThat(evidence.refusedWhileOthersSucceed(ONE)).isFalse();
  }

  @Test
  void remembersTheOtherAccountAfterASuccessOfTheSame() {
    evidence.succeeded(OTHER);
    evidence.succeeded(ONE);

    assertThat(evidence.refusedWhileOthersSucceed(ONE)).isTrue();
  }

  @Test
  void aClientThatStopsWorkingCostsOneAccountAtMost() {
    evidence.succeeded(OTHER);

    assertThat(evidence.refusedWhileOthersSucceed(ONE)).isTrue();
    assertThat(evidence.refusedWhileOthersSucceed(THIRD)).isFalse();
    assertThat(evidence.refusedWhileOthersSucceed(OTHER)).isFalse();
  }

  @Test
  void aSuccessAfterTheRefusalCountsAgain() {
    evidence.refusedWhileOthersSucceed(ONE);
    evidence.succeeded(OTHER);

    assertThat(evidence.refusedWhileOthersSucceed(THIRD)).isTrue();
  }

  @Test
  void anOldSuccessIsNoEvidence() {
    evidence.succeeded(OTHER);
    now = now.plus(Duration.ofMinutes(11));

    assertThat(evidence.refusedWhileOthersSucceed(ONE)).isFalse();
  }

  private static AccountId account(int number) {
    return new AccountId(new UUID(0, number));
  }
}
