package com.cloudaggregator.domain.credential;

import java.util.Locale;

/** Why refreshing is postponed on all nodes. */
public enum RefreshFailure {
  /** Connection failure, timeout, or an error at the provider. */
  UNAVAILABLE,
  /** Too many requests to the provider. */
  RATE_LIMITED,
  /** The provider refuses our client's credentials. */
  CLIENT_REFUSED;

  /** The code that is stored: the name in lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @return {@link #UNAVAILABLE} for an unknown code, which another release may have written
   */
  public static RefreshFailure of(String code) {
    for (RefreshFailure failure : values()) {
      if (failure.code().equals(code)) {
        return failure;
      }
    }
    return UNAVAILABLE;
  }
}
