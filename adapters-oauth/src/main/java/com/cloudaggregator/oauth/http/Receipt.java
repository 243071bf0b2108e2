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

  /** 4xx, except 429. */
  public boolean isRefusal() {
    return status >= 400 && status < 500 && status != 429;
  }

  @Override
  public String toString() {
    return "Receipt[" + status + "]";
  }
}
