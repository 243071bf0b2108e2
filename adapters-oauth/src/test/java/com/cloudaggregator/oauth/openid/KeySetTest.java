package com.cloudaggregator.oauth.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudaggregator.oauth.Fixtures;
import com.cloudaggregator.oauth.Signing;
import com.cloudaggregator.oauth.http.Json;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeySetTest {
  private @Nullable String served = Signing.set(Signing.FIRST);
  private int readings;
  private Instant now = Fixtures.NOW;
  private final KeySet keys =
      new KeySet(
          () -> {
            readings++;
            return Optional.ofNullable(served)
                .flatMap(set -> Json.object(set.getBytes(StandardCharsets.UTF_8)))
                .orElseThrow(() -> new IOException("not served"));
          },
          new KeySet.Times(Duration.ofHours(1), Duration.ofSeconds(30), Duration.ofDays(1)),
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

  private List<JWK> find(String keyId) throws KeySourceException {
    return keys.get(
        new JWKSelector(
            JWKMatcher.forJWSHeader(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build())),
        null);
  }

  private void assertUnavailable(String keyId) {
    assertThatThrownBy(() -> find(keyId)).isInstanceOf(KeySourceException.class);
  }

  private void later(Duration duration) {
    now = now.plus(duration);
  }

  @Test
  void readsTheSetOnceAnHour() throws KeySourceException {
    find("first");
    later(Duration.ofMinutes(59));
    assertThat(find("first")).containsExactly(Signing.FIRST.toPublicJWK());
    assertThat(readings).isEqualTo(1);
    later(Duration.ofMinutes(2));
    find("first");
    assertThat(readings).isEqualTo(2);
  }

  @Test
  void readsAgainForAnUnknownKeyEvenRightAfterAReading() throws KeySourceException {
    find("first");
    served = Signing.set(Signing.FIRST, Signing.SECOND);
    assertThat(find("second")).containsExactly(Signing.SECOND.toPublicJWK());
  }

  @Test
  void readsTwiceIn30SecondsHoweverManyUnknownKeysAreRequested() throws KeySourceException {
    for (int i = 0; i < 100; i++) {
      assertThat(find("unknown" + i)).isEmpty();
    }
    assertThat(readings).isEqualTo(2);
    later(Duration.ofSeconds(31));
    find("unknown");
    assertThat(readings).isEqualTo(3);
  }

  @Test
  void usesTheLastSetForADayDuringAnOutage() throws KeySourceException {
    find("first");
    served = null;
    later(Duration.ofHours(23));
    assertThat(find("first")).hasSize(1);
    later(Duration.ofHours(2));
    assertUnavailable("first");
  }

  @Test
  void isUnavailableForAnUnknownKeyDuringAnOutage() throws KeySourceException {
    find("first");
    served = null;
    assertUnavailable("second");
  }

  @Test
  void isUnavailableUntilTheSetCanBeRead() throws KeySourceException {
    served = null;
    assertUnavailable("first");
    served = Signing.set(Signing.FIRST);
    later(Duration.ofSeconds(31));
    assertThat(find("first")).hasSize(1);
  }
}
