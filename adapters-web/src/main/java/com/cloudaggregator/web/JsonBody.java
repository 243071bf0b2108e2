package com.cloudaggregator.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one shape that a body of ours has: an object with one member (RFC 8259). It is read here and not by Spring, which
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

  /** The whole number of the only member that there may be; absent with the member, and with the body. */
  static Optional<Long> optionalNumber(HttpServletRequest request, String member) throws IOException {
    if (request.getContentType() == null && request.getContentLengthLong() <= 0) {
      return Optional.empty();
    }
    if (!isJson(request.getContentType())) {
      throw new RefusedRequest(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }
    JsonNode body = read(request);
    JsonNode value = body.get(member);
    if (!body.isObject() || body.size() > (value == null ? 0 : 1)) {
      throw new RefusedRequest(ErrorCode.VALIDATION_FAILED);
    }
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new RefusedRequest(ErrorCode.VALIDATION_FAILED);
    }
    return Optional.of(value.asLong());
  }

  private static boolean isJson(@Nullable String contentType) {
    try {
      return contentType != null && MediaType.APPLICATION_JSON.includes(MediaType.parseMediaType(contentType));
    } catch (InvalidMediaTypeException e) {
      return false;
    }
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
