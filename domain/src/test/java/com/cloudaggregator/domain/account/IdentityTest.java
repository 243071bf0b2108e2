package com.cloudaggregator.domain.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Identities are compared byte by byte; ambiguous ones are refused, not corrected. */
class IdentityTest {

  /** Values that look or sound like another identity, or are not valid at all. */
  static Stream<String> unacceptable() {
    return Stream.of(
        "",
        " ",
        "62c0cfcdf8b5bc8c ",
        " 62c0cfcdf8b5bc8c",
        "62c0 cfcd",
        "62c0cfcd\t",
        "62c0cfcd\n",
        "62c0cfcd\r\nSet-Cookie: a=b",
        "62c0cfcd\u0000",
        "\u0000",
        "62c0cfcd\u007f",
        "62c0cfcd\u0085",
        "62c0cfcd\u00a0",
        "62c0cfcd\u200b",
        "\ufeff62c0cfcd",
        "caf\u00e9",
        "cafe\u0301",
        "\uff16\uff12\uff43\uff10",
        "\u0661\u0662\u0663",
        "p\u0430ypal",
        "\u202ecba",
        "\ud83d\udcbe",
        "\ud83d",
        "x".repeat(256),
        "x".repeat(10_240));
  }

  /** 0x21 to 0x7E, one by one. */
  static Stream<String> acceptable() {
    return IntStream.rangeClosed(0x21, 0x7E).mapToObj(Character::toString);
  }

  @Nested
  class OfAProviderAccount {
    @ParameterizedTest
    @MethodSource("com.cloudaggregator.domain.account.IdentityTest#unacceptable")
    void refusesAnythingButPrintableAscii(String subject) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ProviderAccountId.of("onedrive", subject))
          .satisfies(
              e ->
                  assertThat(e.getMessage())
                      .isEqualTo(
                          "A provider account id must have 1 to 255 printable ASCII characters and no blanks"));
    }

    @ParameterizedTest
    @MethodSource("com.cloudaggregator.domain.account.IdentityTest#acceptable")
    void acceptsEveryPrintableCharacter(String subject) {
      assertThat(ProviderAccountId.of("onedrive", subject).subject()).isEqualTo(subject);
    }

    @Test
    void acceptsTheLongestAndTheShortest() {
      assertThat(ProviderAccountId.of("onedrive", "x".repeat(255)).subject()).hasSize(255);
      assertThat(ProviderAccountId.of("onedrive", "x").subject()).hasSize(1);
    }

    @Test
    void differsForAnyDifference() {
      List<String> subjects =
          List.of(
              "62c0cfcdf8b5bc8c",
              "62C0CFCDF8B5BC8C",
              "62c0cfcdf8b5bc8C",
              "062c0cfcdf8b5bc8c",
              "0000000062c0cfcdf8b5bc8c",
              "00000000-0000-0000-62c0-cfcdf8b5bc8c",
              "62c0cfcdf8b5bc8c!",
              "62c0cfcdf8b5bc8c0",
              "dbid:62c0cfcdf8b5bc8c",
              "62c0cfcdf8b5bc8c@outlook.com");

      Set<ProviderAccountId> ids = new HashSet<>();
      subjects.forEach(subject -> ids.add(ProviderAccountId.of("onedrive", subject)));
      subjects.forEach(subject -> ids.add(ProviderAccountId.of("dropbox", subject)));

      assertThat(ids).hasSize(2 * subjects.size());
    }

    @Test
    void equalsForTheSameBytes() {
      assertThat(ProviderAccountId.of("onedrive", "62c0cfcdf8b5bc8c"))
          .isEqualTo(new ProviderAccountId(new Provider("onedrive"), "62c0cfcdf8b5bc8c"))
          .hasSameHashCodeAs(new ProviderAccountId(new Provider("onedrive"), "62c0cfcdf8b5bc8c"));
    }
  }

  @Nested
  class OfAUser {
    @ParameterizedTest
    @MethodSource("com.cloudaggregator.domain.account.IdentityTest#unacceptable")
    void refusesAnythingButPrintableAscii(String value) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new UserId(value))
          .satisfies(
              e ->
                  assertThat(e.getMessage())
                      .isEqualTo(
                          "A user id must have 1 to 255 printable ASCII characters and no blanks"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"a", "auth0|62c0", "d1f7c1a2-0000-4000-8000-000000000000", "alice@example.com"})
    void acceptsIdsOfCommonIdentityProviders(String value) {
      assertThat(new UserId(value)).hasToString(value);
    }

    @Test
    void differsForAnyDifference() {
      assertThat(
              Set.of(
                  new UserId("alice"),
                  new UserId("Alice"),
                  new UserId("alice."),
                  new UserId("0alice")))
          .hasSize(4);
      assertThat(new UserId("alice")).isEqualTo(new UserId("alice"));
    }
  }

  @Nested
  class OfAProvider {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "onedrive",
          "googledrive",
          "dropbox",
          "box",
          "s3",
          "abcdefghijklmnopqrstuvwxyz012345"
        })
    void acceptsLowerCaseLettersAndDigits(String id) {
      assertThat(new Provider(id)).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "a",
          "OneDrive",
          "onedrive ",
          " onedrive",
          "one-drive",
          "one_drive",
          "one.drive",
          "1drive",
          "ond\u0131ve",
          "onedrive\n",
          "../onedrive",
          "one/drive",
          "one%20drive",
          "abcdefghijklmnopqrstuvwxyz0123456",
          "\uff4f\uff4e\uff45"
        })
    void refusesOtherIds(String id) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Provider(id))
          .satisfies(
              e ->
                  assertThat(e.getMessage())
                      .isEqualTo(
                          "A provider id must have 2 to 32 lower-case letters or digits and start with a letter"));
    }

    @Test
    void upperCaseDoesNotDependOnTheLocale() {
      Locale before = Locale.getDefault();
      try {
        Locale.setDefault(Locale.forLanguageTag("tr"));
        assertThat(new Provider("onedrive").upperCaseId()).isEqualTo("ONEDRIVE");
      } finally {
        Locale.setDefault(before);
      }
    }
  }

  @Nested
  class OfAnEpoch {
    @Test
    void countsFromOne() {
      assertThat(Epoch.FIRST.value()).isOne();
      assertThat(Epoch.FIRST.next()).isEqualTo(new Epoch(2));
      assertThatIllegalArgumentException().isThrownBy(() -> new Epoch(0));
      assertThatIllegalArgumentException().isThrownBy(() -> new Epoch(-1));
    }

    @Test
    void doesNotOverflow() {
      assertThatCode(() -> new Epoch(Long.MAX_VALUE).next())
          .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void isOrderedByItsCount() {
      assertThat(new Epoch(2))
          .isGreaterThan(Epoch.FIRST)
          .isLessThan(new Epoch(10))
          .hasToString("2");
    }
  }

  @Test
  void accountIdsPrintTheirValue() {
    UUID value = UUID.fromString("01900000-0000-7000-8000-000000000001");

    assertThat(new AccountId(value)).hasToString("01900000-0000-7000-8000-000000000001");
  }
}
