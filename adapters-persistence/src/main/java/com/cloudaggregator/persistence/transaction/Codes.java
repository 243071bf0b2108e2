package com.cloudaggregator.persistence.transaction;

import java.util.Locale;

/** Enum constants as the database stores them: in lower case. */
public final class Codes {
  private Codes() {}

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException when the type has no such constant
   */
  public static <E extends Enum<E>> E parse(Class<E> type, String code) {
    return Enum.valueOf(type, code.toUpperCase(Locale.ROOT));
  }
}
