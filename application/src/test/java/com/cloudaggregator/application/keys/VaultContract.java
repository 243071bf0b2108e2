package com.cloudaggregator.application.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.keys.Vault.OpenResult;
import com.cloudaggregator.application.keys.Vault.Place;
import com.cloudaggregator.application.keys.Vault.Purpose;
import com.cloudaggregator.application.keys.Vault.Sealed;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract of {@link Vault}, run against every implementation. */
public abstract class VaultContract {
  private static final Secret SECRET = new Secret("EwBwA8l6BAAU-refresh-token");
  private static final OpenResult UNREADABLE = new OpenResult.Unreadable();
  private static final UUID ROW = new UUID(1, 2);
  private static final Place PLACE =
      place(Purpose.REFRESH_TOKEN, ROW, "onedrive", "drive", "owner", 7);

  protected abstract Vault vault();

  private static Place place(
      Purpose purpose, UUID row, String provider, String subject, String owner, long epoch) {
    return new Place(
        purpose, row, ProviderAccountId.of(provider, subject), new UserId(owner), new Epoch(epoch));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "EwBwA8l6BAAU", "nächster Schlüssel 🗝", "a\u0000b\nc"})
  void aSealedSecretOpensInItsPlace(String value) {
    Secret secret = new Secret(value);

    assertThat(vault().open(vault().seal(secret, PLACE), PLACE))
        .isEqualTo(new OpenResult.Opened(secret));
  }

  @Test
  void longSecretsAreNotTruncated() {
    Secret secret = new Secret("0123456789abcdef".repeat(4096));

    assertThat(vault().open(vault().seal(secret, PLACE), PLACE))
        .isEqualTo(new OpenResult.Opened(secret));
  }

  static Stream<Place> otherPlaces() {
    return Stream.of(
        place(Purpose.ACCESS_TOKEN, ROW, "onedrive", "drive", "owner", 7),
        place(Purpose.PARKED_REFRESH_TOKEN, ROW, "onedrive", "drive", "owner", 7),
        place(Purpose.PARKED_ACCESS_TOKEN, ROW, "onedrive", "drive", "owner", 7),
        place(Purpose.REFRESH_TOKEN, new UUID(1, 3), "onedrive", "drive", "owner", 7),
        place(Purpose.REFRESH_TOKEN, new UUID(2, 2), "onedrive", "drive", "owner", 7),
        place(Purpose.REFRESH_TOKEN, ROW, "dropbox", "drive", "owner", 7),
        place(Purpose.REFRESH_TOKEN, ROW, "onedrive", "Drive", "owner", 7),
        place(Purpose.REFRESH_TOKEN, ROW, "onedrive", "drive", "Owner", 7),
        place(Purpose.REFRESH_TOKEN, ROW, "onedrive", "drive", "owner", 8));
  }

  @ParameterizedTest
  @MethodSource("otherPlaces")
  void aSealedSecretOpensInNoOtherPlace(Place other) {
    assertThat(vault().open(vault().seal(SECRET, PLACE), other)).isEqualTo(UNREADABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"|", "/", ":", ",", ";", "=", "\"", "\\", "0", "1", "7"})
  void fieldsOfThePlaceAreDelimited(String border) {
    Place one = place(Purpose.REFRESH_TOKEN, ROW, "onedrive", "a" + border, "b", 7);
    Place other = place(Purpose.REFRESH_TOKEN, ROW, "onedrive", "a", border + "b", 7);

    assertThat(vault().open(vault().seal(SECRET, one), other)).isEqualTo(UNREADABLE);
    Place ownerFirst = place(Purpose.REFRESH_TOKEN, ROW, "onedrive", "a", "b" + border, 7);
    Place epochFirst = place(Purpose.REFRESH_TOKEN, ROW, "onedrive", "a", "b", 17);
    assertThat(vault().open(vault().seal(SECRET, ownerFirst), epochFirst)).isEqualTo(UNREADABLE);
  }

  @Test
  void changingAnyByteIsDetected() {
    byte[] sealed = vault().seal(SECRET, PLACE).bytes();

    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThat(vault().open(new Sealed(changed), PLACE)).as("byte %d", i).isEqualTo(UNREADABLE);
    }
  }

  @Test
  void truncatedOrExtendedBytesAreUnreadable() {
    byte[] sealed = vault().seal(SECRET, PLACE).bytes();

    for (int length = 0; length < sealed.length; length++) {
      assertThat(vault().open(new Sealed(Arrays.copyOf(sealed, length)), PLACE))
          .as("%d bytes", length)
          .isEqualTo(UNREADABLE);
    }
    assertThat(vault().open(new Sealed(Arrays.copyOf(sealed, sealed.length + 1)), PLACE))
        .isEqualTo(UNREADABLE);
  }

  @Test
  void arbitraryBytesAreUnreadable() {
    for (String garbage :
        List.of("plaintext", SECRET.reveal(), ".", "..", "v1.", "v1..", "v1.k1.", "\u0000")) {
      assertThat(vault().open(new Sealed(garbage.getBytes(StandardCharsets.UTF_8)), PLACE))
          .as(garbage)
          .isEqualTo(UNREADABLE);
    }
  }

  @Test
  void sealingTheSameSecretTwiceGivesDifferentBytes() {
    assertThat(vault().seal(SECRET, PLACE).bytes())
        .isNotEqualTo(vault().seal(SECRET, PLACE).bytes());
  }

  @Test
  void theSealedFormRevealsNothing() {
    Sealed sealed = vault().seal(SECRET, PLACE);

    assertThat(new String(sealed.bytes(), StandardCharsets.ISO_8859_1))
        .doesNotContain(SECRET.reveal());
    assertThat(sealed).hasToString("Sealed[" + sealed.bytes().length + " bytes]");
    assertThat(vault().open(sealed, PLACE).toString()).doesNotContain(SECRET.reveal());
  }
}
