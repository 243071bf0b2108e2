package com.cloudaggregator.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.oauth.ProviderKeys.Search;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProviderKeysTest {
  private @Nullable String served = Signing.set(Signing.FIRST);
  private int readings;
  private Instant now = Fixtures.NOW;
  private final ProviderKeys keys = new ProviderKeys(
      () -> {
        readings++;
        return Optional.ofNullable(served).flatMap(set -> Json.object(set.getBytes(StandardCharsets.UTF_8)));
      },
      clockThatMoves());

  private Clock clockThatMoves() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return now;
      }
    };
  }

  private Search find(String keyId) {
    return keys.find(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build());
  }

  private void later(Duration duration) {
    now = now.plus(duration);
  }

  @Test
  void areReadOnceAnHour() {
    find("first");
    later(Duration.ofMinutes(59));
    assertThat(find("first")).isEqualTo(new Search.Found(Signing.FIRST.toPublicJWK()));
    assertThat(readings).isEqualTo(1);
    later(Duration.ofMinutes(2));
    find("first");
    assertThat(readings).isEqualTo(2);
  }

  @Test
  void areReadAgainForAnUnknownKeyEvenRightAfterAReading() {
    find("first");
    served = Signing.set(Signing.FIRST, Signing.SECOND);
    assertThat(find("second")).isEqualTo(new Search.Found(Signing.SECOND.toPublicJWK()));
  }

  @Test
  void areReadTwiceIn30SecondsHoweverManyUnknownKeysAreNamed() {
    for (int i = 0; i < 100; i++) {
      assertThat(find("unknown" + i)).isEqualTo(new Search.None());
    }
    assertThat(readings).isEqualTo(2);
    later(Duration.ofSeconds(31));
    find("unknown");
    assertThat(readings).isEqualTo(3);
  }

  @Test
  void surviveAnOutageForADay() {
    find("first");
    served = null;
    later(Duration.ofHours(23));
    assertThat(find("first")).isInstanceOf(Search.Found.class);
    later(Duration.ofHours(2));
    assertThat(find("first")).isEqualTo(new Search.Unavailable());
  }

  @Test
  void areUnavailableInAnOutageForAKeyThatIsNotKnown() {
    find("first");
    served = null;
    assertThat(find("second")).isEqualTo(new Search.Unavailable());
  }

  @Test
  void areUnavailableUntilTheyCanBeHad() {
    served = null;
    assertThat(find("first")).isEqualTo(new Search.Unavailable());
    served = Signing.set(Signing.FIRST);
    later(Duration.ofSeconds(31));
    assertThat(find("first")).isInstanceOf(Search.Found.class);
  }
}
