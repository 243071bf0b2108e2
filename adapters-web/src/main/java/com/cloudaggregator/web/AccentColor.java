package com.cloudaggregator.web;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A host's accent color and the colors derived from it, for both themes. Every text has a contrast
 * of 4.5:1 at least (<a href="https://www.w3.org/TR/WCAG22/#contrast-minimum">WCAG 2.2, 1.4.3</a>);
 * the color itself must have it on the page of the light theme, and is lightened for the dark one.
 */
public final class AccentColor {
  /** The least contrast of text with its background. */
  public static final double MIN_CONTRAST = 4.5;

  private static final Pattern FORM = Pattern.compile("#[0-9a-fA-F]{6}");
  private static final int WHITE = 0xffffff;
  private static final int BLACK = 0;

  /** As in app.css: the darkest background of the light theme, and both cards. */
  private static final int LIGHT_SUNK = 0xefede6;

  private static final int LIGHT_CARD = 0xfffefc;
  private static final int DARK_CARD = 0x1a2126;
  private static final int ON_DARK_ACCENT = 0x0b1418;

  private static final double SOFT = 0.12;
  private static final double HOVER = 0.2;
  private static final double STEP = 0.05;

  private final int rgb;

  /**
   * @param hex {@code #rrggbb}
   * @throws IllegalArgumentException if the text has another form
   */
  public AccentColor(String hex) {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("not a color of the form #rrggbb");
    }
    this.rgb = Integer.parseInt(hex.substring(1), 16);
  }

  /** The contrast of the color with the light theme's background that is closest to it. */
  public double contrast() {
    return contrast(rgb, LIGHT_SUNK);
  }

  /** The style sheet that replaces the accent colors of app.css. */
  public String css() {
    return ":root{"
        + lightTheme()
        + "}\n@media (prefers-color-scheme:dark){:root:not([data-theme=\"light\"]){"
        + darkTheme()
        + "}}\n:root[data-theme=\"dark\"]{"
        + darkTheme()
        + "}\n";
  }

  private String lightTheme() {
    int soft = mix(rgb, LIGHT_CARD, SOFT);
    int ink = mixUntil(rgb, BLACK, color -> contrast(color, soft) >= MIN_CONTRAST);
    return declarations(rgb, mix(BLACK, rgb, HOVER), WHITE, soft, ink);
  }

  private String darkTheme() {
    int accent =
        mixUntil(
            rgb,
            WHITE,
            color ->
                contrast(color, DARK_CARD) >= MIN_CONTRAST
                    && contrast(color, ON_DARK_ACCENT) >= MIN_CONTRAST);
    int soft = mix(accent, DARK_CARD, SOFT);
    int ink = mixUntil(accent, WHITE, color -> contrast(color, soft) >= MIN_CONTRAST);
    return declarations(accent, mix(WHITE, accent, HOVER), ON_DARK_ACCENT, soft, ink);
  }

  private static String declarations(int accent, int hover, int onAccent, int soft, int ink) {
    return "--accent:%s;--accent-hover:%s;--on-accent:%s;--accent-soft:%s;--accent-ink:%s"
        .formatted(hex(accent), hex(hover), hex(onAccent), hex(soft), hex(ink));
  }

  /** Mixes in more of the other color until the condition holds, up to that color alone. */
  private static int mixUntil(int color, int other, Predicate<Integer> condition) {
    int mixed = color;
    for (double share = STEP; share <= 1 && !condition.test(mixed); share += STEP) {
      mixed = mix(/* color= */ other, /* other= */ color, share);
    }
    return mixed;
  }

  private static int mix(int color, int other, double share) {
    int mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      double part = channel(color, shift) * share + channel(other, shift) * (1 - share);
      mixed |= (int) Math.round(part) << shift;
    }
    return mixed;
  }

  /** WCAG 2.2, contrast ratio: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio. */
  static double contrast(int first, int second) {
    double one = luminance(first) + 0.05;
    double two = luminance(second) + 0.05;
    return Math.max(one, two) / Math.min(one, two);
  }

  /** WCAG 2.2, relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance. */
  private static double luminance(int color) {
    return 0.2126 * linear(channel(color, 16))
        + 0.7152 * linear(channel(color, 8))
        + 0.0722 * linear(channel(color, 0));
  }

  private static double linear(int channel) {
    double part = channel / 255.0;
    return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
  }

  private static int channel(int color, int shift) {
    return color >> shift & 0xff;
  }

  private static String hex(int color) {
    return "#%06x".formatted(color);
  }
}
