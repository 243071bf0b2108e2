package com.cloudaggregator.oauth;

import java.util.Locale;

/** How a call to a provider ended. */
public enum CallStatus {
  /** 2xx. */
  SUCCESS,
  /** 4xx, except 429. */
  REFUSED,
  /** 429. */
  RATE_LIMITED,
  /** 5xx. */
  SERVER_ERROR,
  /** Any other status, such as a redirect, which is not followed. */
  UNEXPECTED,
  /** There was no connection. */
  UNREACHABLE,
  /** The request was sent, and no answer came in time. */
  NO_ANSWER,
  /** The call was not begun, because too many others were running or too little time was left. */
  NOT_SENT;

  /** The name in lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The meaning of an HTTP status. */
  public static CallStatus of(int httpStatus) {
    return switch (httpStatus / 100) {
      case 2 -> SUCCESS;
      case 4 -> httpStatus == 429 ? RATE_LIMITED : REFUSED;
      case 5 -> SERVER_ERROR;
      default -> UNEXPECTED;
    };
  }
}
