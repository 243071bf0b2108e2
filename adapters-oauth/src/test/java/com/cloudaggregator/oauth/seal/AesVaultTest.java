package com.cloudaggregator.oauth.seal;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.keys.Vault.OpenResult.Opened;
import com.cloudaggregator.application.keys.Vault.OpenResult.Unreadable;
import com.cloudaggregator.application.keys.Vault.Place;
import com.cloudaggregator.application.keys.Vault.Purpose;
import com.cloudaggregator.application.keys.Vault.Sealed;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.Fixtures;
import com.cloudaggregator.oauth.KeyRing;
import com.cloudaggregator.oauth.SymmetricKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AesVaultTest {
  private static final UUID ROW = new UUID(1, 2);
  private static final ProviderAccountId DRIVE =
      ProviderAccountId.of("onedrive", "62c0cfcdf8b5bc8c");
  private static final UserId ALICE = new UserId("alice");
  private static final Place PLACE =
      new Place(Purpose.REFRESH_TOKEN, ROW, DRIVE, ALICE, Epoch.FIRST);
  private static final Secret TOKEN = new Secret("a refresh token, ünïcode too");

  private static AesVault vault(KeyRing keys) {
    return new AesVault(new SealedBox(keys, new SecureRandom()));
  }

  private final AesVault vault = vault(Fixtures.ring("k1"));

  @Test
  void opensInItsOwnPlace() {
    assertThat(vault.open(vault.seal(TOKEN, PLACE), PLACE)).isEqualTo(new Opened(TOKEN));
  }

  @Test
  void namesItsKeyAndHidesTheSecret() {
    byte[] sealed = vault.seal(TOKEN, PLACE).bytes();
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1))
        .startsWith("v1.k1.")
        .doesNotContain("refresh");
    assertThat(sealed)
        .hasSize(6 + 12 + TOKEN.reveal().getBytes(StandardCharsets.UTF_8).length + 16);
  }

  @Test
  void sealsTheSameSecretDifferentlyEachTime() {
    assertThat(vault.seal(TOKEN, PLACE).bytes()).isNotEqualTo(vault.seal(TOKEN, PLACE).bytes());
  }

  static Stream<Place> otherPlaces() {
    return Stream.of(
        new Place(Purpose.ACCESS_TOKEN, ROW, DRIVE, ALICE, Epoch.FIRST),
        new Place(Purpose.PARKED_REFRESH_TOKEN, ROW, DRIVE, ALICE, Epoch.FIRST),
        new Place(Purpose.REFRESH_TOKEN, new UUID(1, 3), DRIVE, ALICE, Epoch.FIRST),
        new Place(
            Purpose.REFRESH_TOKEN,
            ROW,
            ProviderAccountId.of("dropbox", DRIVE.subject()),
            ALICE,
            Epoch.FIRST),
        new Place(
            Purpose.REFRESH_TOKEN,
            ROW,
            ProviderAccountId.of("onedrive", "62C0"),
            ALICE,
            Epoch.FIRST),
        new Place(Purpose.REFRESH_TOKEN, ROW, DRIVE, new UserId("bob"), Epoch.FIRST),
        new Place(Purpose.REFRESH_TOKEN, ROW, DRIVE, ALICE, Epoch.FIRST.next()));
  }

  @ParameterizedTest
  @MethodSource("otherPlaces")
  void cannotBeOpenedInAnyOtherPlace(Place other) {
    assertThat(vault.open(vault.seal(TOKEN, PLACE), other)).isEqualTo(new Unreadable());
  }

  @Test
  void distinguishesPlacesWhoseTextsConcatenateEqually() {
    Place one =
        new Place(
            Purpose.ACCESS_TOKEN,
            ROW,
            ProviderAccountId.of("box", "ab"),
            new UserId("c"),
            Epoch.FIRST);
    Place two =
        new Place(
            Purpose.ACCESS_TOKEN,
            ROW,
            ProviderAccountId.of("box", "a"),
            new UserId("bc"),
            Epoch.FIRST);
    assertThat(vault.open(vault.seal(TOKEN, one), two)).isEqualTo(new Unreadable());
  }

  @Test
  void cannotBeOpenedIfAnyByteIsChangedOrMissing() {
    byte[] sealed = vault.seal(TOKEN, PLACE).bytes();
    assertThat(IntStream.range(0, sealed.length))
        .allSatisfy(
            i -> {
              byte[] changed = sealed.clone();
              changed[i] ^= 1;
              assertThat(vault.open(new Sealed(changed), PLACE)).isEqualTo(new Unreadable());
              byte[] cut = java.util.Arrays.copyOf(sealed, i);
              assertThat(vault.open(new Sealed(cut), PLACE)).isEqualTo(new Unreadable());
            });
  }

  @Test
  void opensWithAnOlderKeyAndSealsWithTheFirst() {
    Sealed old = vault.seal(TOKEN, PLACE);
    AesVault rotated = vault(Fixtures.ring("k2", "k1"));
    assertThat(rotated.open(old, PLACE)).isEqualTo(new Opened(TOKEN));
    assertThat(new String(rotated.seal(TOKEN, PLACE).bytes(), StandardCharsets.ISO_8859_1))
        .startsWith("v1.k2.");
  }

  @Test
  void cannotBeOpenedWithAnUnknownOrAnotherKeyOfThatId() {
    Sealed sealed = vault.seal(TOKEN, PLACE);
    assertThat(vault(Fixtures.ring("k2")).open(sealed, PLACE)).isEqualTo(new Unreadable());
    KeyRing impostor = new KeyRing(List.of(new SymmetricKey("k1", new byte[32])));
    assertThat(vault(impostor).open(sealed, PLACE)).isEqualTo(new Unreadable());
  }
}
