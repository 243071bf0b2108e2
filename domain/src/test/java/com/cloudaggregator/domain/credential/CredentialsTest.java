package com.cloudaggregator.domain.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Secrets are never printed. */
class CredentialsTest {
  private static final Secret ACCESS = new Secret("EwB4A8l6");
  private static final Secret REFRESH = new Secret("M.C5_BL2");

  @Test
  void aSecretIsNotPrinted() {
    assertThat(ACCESS).hasToString("Secret[…]");
    assertThat(ACCESS.reveal()).isEqualTo("EwB4A8l6");
  }

  @Test
  void aSecretEqualsOnlyTheSameBytes() {
    assertThat(ACCESS).isEqualTo(new Secret("EwB4A8l6")).hasSameHashCodeAs(new Secret("EwB4A8l6"));
    assertThat(ACCESS).isNotEqualTo(new Secret("EwB4A8l7")).isNotEqualTo(new Secret("ewb4a8l6"));
    assertThat(ACCESS).isNotEqualTo(new Secret("EwB4A8l6 ")).isNotEqualTo(REFRESH);
    assertThat(ACCESS).isNotEqualTo("EwB4A8l6").isNotEqualTo(null);
  }

  @Test
  void refusesAnEmptySecret() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Secret(""))
        .withMessage("A secret must not be empty");
  }

  @Test
  void credentialsAreNotPrinted() {
    assertThat(new Credentials(ACCESS, REFRESH, null, Set.of("Files.Read")))
        .hasToString("Credentials[…]");
  }

  @Test
  void credentialsCopyTheirScopes() {
    Set<String> scopes = new HashSet<>(Set.of("Files.Read"));
    Credentials credentials = new Credentials(ACCESS, null, null, scopes);
    scopes.add("Files.ReadWrite.All");

    assertThat(credentials.scopes()).containsExactly("Files.Read");
  }

  @Test
  void credentialsMayLackARefreshToken() {
    assertThat(new Credentials(ACCESS, null, null, Set.of()).refreshToken()).isEmpty();
    assertThat(new Credentials(ACCESS, REFRESH, null, Set.of()).refreshToken()).contains(REFRESH);
  }
}
