package com.cloudaggregator.oauth.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Codes of others that may appear in a log: short, and of the characters that codes consist of. */
public final class SafeText {
  private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

  private SafeText() {}

  public static String orElse(@Nullable String code, String other) {
    return code != null && CODE.matcher(code).matches() ? code : other;
  }
}
