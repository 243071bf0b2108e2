package com.cloudaggregator.oauth.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a provider answered. */
public sealed interface Answer {

  /** Why this is not a success, fit for a log. */
  String reason();

  /** 2xx with a JSON object. */
  record Success(JsonNode body) implements Answer {
    @Override
    public String reason() {
      return Answer.reason(200, body);
    }

    @Override
    public String toString() {
      return "Success[…]";
    }
  }

  /**
   * 4xx, except 408, 425 and 429.
   *
   * @param body null if it is not a JSON object
   */
  record Refused(int status, @Nullable JsonNode body) implements Answer {
    @Override
    public String reason() {
      return Answer.reason(status, body);
    }

    @Override
    public String toString() {
      return "Refused[" + status + "]";
    }
  }

  /**
   * A failure that may be over soon: no connection, no answer in time, 408, 425, 429, 5xx.
   *
   * @param rateLimited whether it was 429
   * @param retryAfter how long we are asked to wait (<a
   *     href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, section 10.2.3</a>);
   *     null if not asked
   * @param mayHaveHappened whether the request may have taken effect
   */
  record Unavailable(
      boolean rateLimited, @Nullable Duration retryAfter, boolean mayHaveHappened, String reason)
      implements Answer {}

  /** An answer that fits neither the protocol nor our limits. */
  record Malformed() implements Answer {
    @Override
    public String reason() {
      return "answer is not a JSON object within the limits";
    }
  }

  /**
   * The status, and the {@code error} member if it reads like an error code (<a
   * href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, section 5.2</a>).
   */
  private static String reason(int status, @Nullable JsonNode body) {
    String error = body == null ? null : Json.text(body, "error");
    return (status + " " + SafeText.orElse(error, "")).strip();
  }
}
