package com.cloudaggregator.oauth.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The answer to a request whose status alone matters.
 *
 * @param retryAfter as in {@link Answer.Unavailable}
 * @param body null if it is not a JSON object
 */
public record Receipt(int status, @Nullable Duration retryAfter, @Nullable JsonNode body) {
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** 4xx, except those that may pass. */
  public boolean isRefusal() {
    return status >= 400 && status < 500 && !isPassing(status);
  }

  /**
   * 5xx, and the 4xx that ask to try again: 408 and 425 (<a
   * href="https://www.rfc-editor.org/rfc/rfc9110#section-15.5.9">RFC 9110, section 15.5.9</a>, <a
   * href="https://www.rfc-editor.org/rfc/rfc8470#section-5.2">RFC 8470, section 5.2</a>) and 429.
   */
  static boolean isPassing(int status) {
    return status == 408 || status == 425 || status == 429 || status >= 500;
  }

  @Override
  public String toString() {
    return "Receipt[" + status + "]";
  }
}
