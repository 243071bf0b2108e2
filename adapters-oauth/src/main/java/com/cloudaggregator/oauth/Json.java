package com.cloudaggregator.oauth;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what others have sent as a JSON object (RFC 8259), strictly: no name twice, nothing after the end, 16 levels
 * deep at most. A member that has another type than it should have is treated by its reader as absent, never converted.
 */
final class Json {
  private static final int DEEPEST = 16;
  private static final int LONGEST_TEXT = 65_536;
  private static final int LONGEST_NUMBER = 40;
  private static final int LONGEST_NAME = 256;

  private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder()
              .maxNestingDepth(DEEPEST)
              .maxStringLength(LONGEST_TEXT)
              .maxNumberLength(LONGEST_NUMBER)
              .maxNameLength(LONGEST_NAME)
              .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build())
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  private Json() {}

  /** Absent when the bytes are no JSON object. */
  static Optional<JsonNode> object(byte[] bytes) {
    try {
      return Optional.of(MAPPER.readTree(bytes)).filter(JsonNode::isObject);
    } catch (JacksonException e) {
      // What cannot be read is not repeated: the message of the exception holds pieces of it.
      return Optional.empty();
    }
  }

  /** The text of a member; null when it is absent or no string. */
  static @Nullable String text(JsonNode object, String name) {
    return text(object.path(name));
  }

  static @Nullable String text(JsonNode node) {
    return node.isString() ? node.stringValue() : null;
  }

  /** The whole number of a member, seconds since 1970 as a rule; null when it is absent or no whole number. */
  static @Nullable Long number(JsonNode object, String name) {
    return number(object.path(name));
  }

  static @Nullable Long number(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() ? Long.valueOf(node.longValue()) : null;
  }
}
