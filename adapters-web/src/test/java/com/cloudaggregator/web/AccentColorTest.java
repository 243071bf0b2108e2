package com.cloudaggregator.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccentColorTest {
  private static final Pattern DECLARATION = Pattern.compile("--([a-z-]+):#([0-9a-f]{6})");
  private static final int LIGHT_CARD = 0xfffefc;
  private static final int DARK_CARD = 0x1a2126;

  /** As WCAG's own examples: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio. */
  @Test
  void computesTheContrastOfWcag() {
    assertThat(AccentColor.contrast(0x000000, 0xffffff)).isEqualTo(21, Offset.offset(0.001));
    assertThat(AccentColor.contrast(0x777777, 0xffffff)).isEqualTo(4.478, Offset.offset(0.001));
  }

  @Test
  void recognizesAColorThatIsTooLight() {
    assertThat(new AccentColor("#ffcc00").contrast()).isLessThan(AccentColor.MIN_CONTRAST);
    assertThat(new AccentColor("#0B57D0").contrast()).isGreaterThan(AccentColor.MIN_CONTRAST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"#0b57d0", "#000000", "#7a1f5c", "#1f5a5e", "#8a4b00"})
  void derivesReadableColorsForBothThemes(String hex) {
    String css = new AccentColor(hex).css();

    assertReadable(css.substring(0, css.indexOf('}')), LIGHT_CARD);
    assertReadable(css.substring(css.lastIndexOf('{')), DARK_CARD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0b57d0", "#0b57d", "#0b57d0;}", "red", "#gggggg"})
  void refusesAnotherForm(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new AccentColor(text));
  }

  private static void assertReadable(String declarations, int card) {
    Map<String, Integer> colors = new HashMap<>();
    DECLARATION
        .matcher(declarations)
        .results()
        .forEach(found -> colors.put(found.group(1), Integer.parseInt(found.group(2), 16)));
    assertThat(colors)
        .containsOnlyKeys("accent", "accent-hover", "on-accent", "accent-soft", "accent-ink");
    assertThat(
            Map.of(
                "button",
                    AccentColor.contrast(
                        requireNonNull(colors.get("accent")),
                        requireNonNull(colors.get("on-accent"))),
                "hover",
                    AccentColor.contrast(
                        requireNonNull(colors.get("accent-hover")),
                        requireNonNull(colors.get("on-accent"))),
                "link", AccentColor.contrast(requireNonNull(colors.get("accent-ink")), card),
                "soft",
                    AccentColor.contrast(
                        requireNonNull(colors.get("accent-ink")),
                        requireNonNull(colors.get("accent-soft"))),
                "focus", AccentColor.contrast(requireNonNull(colors.get("accent")), card)))
        .allSatisfy(
            (use, contrast) ->
                assertThat(contrast).as(use).isGreaterThanOrEqualTo(AccentColor.MIN_CONTRAST));
  }
}
