package com.cloudaggregator.web.request;

import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
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
 * Reads the bodies of the API: a JSON object with one member (<a
 * href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>). Spring does not read them because it
 * logs what it reads, and the member may be a transfer token.
 */
public final class JsonBody {
  /** In bytes; a transfer token has less than 1 KB. */
  private static final int LARGEST = 8 * 1024;

  private static final ObjectReader STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private JsonBody() {}

  /** The text of the only member allowed, which is not empty. */
  public static String onlyText(HttpServletRequest request, String member) throws IOException {
    String text = onlyTextOrEmpty(request, member);
    if (text.isEmpty()) {
      throw new ProblemException(ErrorCode.VALIDATION_FAILED);
    }
    return text;
  }

  /** The text of the only member allowed. */
  public static String onlyTextOrEmpty(HttpServletRequest request, String member)
      throws IOException {
    JsonNode body = read(request);
    JsonNode value = body.get(member);
    if (!body.isObject() || body.size() != 1 || value == null || !value.isString()) {
      throw new ProblemException(ErrorCode.VALIDATION_FAILED);
    }
    return value.asString();
  }

  /** The integer of the only member allowed; empty without the member or without a body. */
  public static Optional<Long> optionalNumber(HttpServletRequest request, String member)
      throws IOException {
    if (request.getContentType() == null && request.getContentLengthLong() <= 0) {
      return Optional.empty();
    }
    if (!isJson(request.getContentType())) {
      throw new ProblemException(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }
    JsonNode body = read(request);
    JsonNode value = body.get(member);
    if (!body.isObject() || body.size() > (value == null ? 0 : 1)) {
      throw new ProblemException(ErrorCode.VALIDATION_FAILED);
    }
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new ProblemException(ErrorCode.VALIDATION_FAILED);
    }
    return Optional.of(value.asLong());
  }

  private static boolean isJson(@Nullable String contentType) {
    try {
      return contentType != null
          && MediaType.APPLICATION_JSON.includes(MediaType.parseMediaType(contentType));
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }

  private static JsonNode read(HttpServletRequest request) throws IOException {
    if (request.getContentLengthLong() > LARGEST) {
      throw new ProblemException(ErrorCode.PAYLOAD_TOO_LARGE);
    }
    byte[] bytes = request.getInputStream().readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      throw new ProblemException(ErrorCode.PAYLOAD_TOO_LARGE);
    }
    try {
      JsonNode body = STRICT.readTree(bytes);
      if (body.isMissingNode()) {
        throw new ProblemException(ErrorCode.MALFORMED_REQUEST);
      }
      return body;
    } catch (JacksonException e) {
      throw new ProblemException(ErrorCode.MALFORMED_REQUEST);
    }
  }
}
