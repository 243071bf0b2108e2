package com.cloudaggregator.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one shape that a body of ours has: an object with one text (RFC 8259). It is read here and not by Spring, which
 * would log it, and it may be a transfer token.
 */
final class JsonBody {
  /** Bytes; a transfer token has less than one KB. */
  private static final int LARGEST = 8 * 1024;

  private static final ObjectReader STRICT = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build()
      .readerFor(JsonNode.class);

  private JsonBody() {}

  /** The text of the only member that there may be. */
  static String onlyText(HttpServletRequest request, String member) throws IOException {
    JsonNode body = read(request);
    JsonNode value = body.get(member);
    if (!body.isObject() || body.size() != 1 || value == null || !value.isString() || value.asString().isEmpty()) {
      throw new RefusedRequest(ErrorCode.VALIDATION_FAILED);
    }
    return value.asString();
  }

  private static JsonNode read(HttpServletRequest request) throws IOException {
    if (request.getContentLengthLong() > LARGEST) {
      throw new RefusedRequest(ErrorCode.PAYLOAD_TOO_LARGE);
    }
    byte[] bytes = request.getInputStream().readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      throw new RefusedRequest(ErrorCode.PAYLOAD_TOO_LARGE);
    }
    try {
      JsonNode body = STRICT.readTree(bytes);
      if (body.isMissingNode()) {
        throw new RefusedRequest(ErrorCode.MALFORMED_REQUEST);
      }
      return body;
    } catch (JacksonException e) {
      throw new RefusedRequest(ErrorCode.MALFORMED_REQUEST);
    }
  }
}
