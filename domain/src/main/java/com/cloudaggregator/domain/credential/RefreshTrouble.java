package com.cloudaggregator.domain.credential;

import java.util.Locale;

/** Why nobody may try to refresh for a while, on any node. */
public enum RefreshTrouble {
  /** No connection, no time, an error of the provider's own. */
  UNAVAILABLE,
  /** The provider is asked too often. */
  RATE_LIMITED,
  /** Our client's own credentials are refused. */
  CLIENT_REFUSED;

  /** As it is stored: the name in lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@link #UNAVAILABLE} for a code that only another release knows. */
  public static RefreshTrouble of(String code) {
    for (RefreshTrouble trouble : values()) {
      if (trouble.code().equals(code)) {
        return trouble;
      }
    }
    return UNAVAILABLE;
  }
}
