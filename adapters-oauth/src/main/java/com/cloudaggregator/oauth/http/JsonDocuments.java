package com.cloudaggregator.oauth.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.client.ResourceAccessException;
import tools.jackson.databind.JsonNode;

/** Reads public JSON documents: the metadata of an issuer, a key set. */
public final class JsonDocuments {
  private static final int OK = 200;

  private final BoundedRequests requests;

  public JsonDocuments(BoundedRequests requests) {
    this.requests = requests;
  }

  /** A document could not be read. The reason repeats nothing of the answer. */
  public static final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    UnreadableException(String reason, @Nullable Throwable cause) {
      super(reason, cause);
      this.reason = reason;
    }

    /** An HTTP status, or a few words. */
    public String reason() {
      return reason;
    }
  }

  /**
   * @param within the longest time for the call; the limits of the requests hold as well
   * @throws UnreadableException unless the answer is 200 with a JSON object
   */
  public JsonNode read(URI address, Duration within) throws UnreadableException {
    try {
      Response answer =
          requests
              .client(within)
              .get()
              .uri(address)
              .accept(MediaType.APPLICATION_JSON)
              .exchangeForRequiredValue(
                  (request, response) -> {
                    int status = response.getStatusCode().value();
                    return new Response(
                        status, status == OK ? response.getBody().readAllBytes() : new byte[0]);
                  });
      if (answer.status() != OK) {
        throw new UnreadableException(Integer.toString(answer.status()), null);
      }
      return Json.object(answer.body())
          .orElseThrow(() -> new UnreadableException("answer is not a JSON object", null));
    } catch (ResourceAccessException e) {
      throw new UnreadableException(reason(e.getCause()), e.getCause());
    }
  }

  private static String reason(@Nullable Throwable failure) {
    if (failure instanceof BoundedRequests.TooLongException) {
      return "answer is too long";
    }
    return BoundedRequests.isBeforeTheRequest(failure) ? "unreachable" : "no answer";
  }

  private record Response(int status, byte[] body) {}
}
