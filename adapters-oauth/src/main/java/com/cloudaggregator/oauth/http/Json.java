package com.cloudaggregator.oauth.http;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON objects of others (<a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>)
 * strictly: no duplicate names, nothing after the end, at most 16 levels deep. Readers treat a
 * member of the wrong type as absent; nothing is converted.
 */
public final class Json {
  private static final int DEEPEST = 16;
  private static final int LONGEST_TEXT = 65_536;
  private static final int LONGEST_NUMBER = 40;
  private static final int LONGEST_NAME = 256;

  /** Seconds up to this are exact in a double. */
  private static final double LATEST = 1L << 53;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
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

  /** Empty if the bytes are not a JSON object. */
  public static Optional<JsonNode> object(byte[] bytes) {
    try {
      return Optional.of(MAPPER.readTree(bytes)).filter(JsonNode::isObject);
    } catch (JacksonException e) {
      // The message would repeat parts of the input.
      return Optional.empty();
    }
  }

  /** The members as Java values. */
  public static Map<String, Object> members(JsonNode object) {
    return MAPPER.convertValue(object, new TypeReference<>() {});
  }

  /** The text of a member; null if it is absent or not a string. */
  public static @Nullable String text(JsonNode object, String name) {
    return text(object.path(name));
  }

  public static @Nullable String text(JsonNode node) {
    return node.isString() ? node.stringValue() : null;
  }

  /**
   * The node at a JSON Pointer (<a href="https://www.rfc-editor.org/rfc/rfc6901">RFC 6901</a>),
   * maybe a missing one.
   */
  public static JsonNode at(JsonNode source, String pointer) {
    return source.at(JsonPointer.compile(pointer));
  }

  /** The whole number of a member; null if it is absent or not a whole number. */
  public static @Nullable Long number(JsonNode object, String name) {
    return number(object.path(name));
  }

  /**
   * The seconds of a NumericDate, which may have a fraction (<a
   * href="https://www.rfc-editor.org/rfc/rfc7519#section-2">RFC 7519, section 2</a>), rounded down;
   * null if it is absent, not a number, or no time.
   */
  public static @Nullable Long seconds(JsonNode object, String name) {
    JsonNode node = object.path(name);
    double seconds = node.isNumber() ? Math.floor(node.doubleValue()) : Double.NaN;
    return Math.abs(seconds) <= LATEST ? Long.valueOf((long) seconds) : null;
  }

  public static @Nullable Long number(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong()
        ? Long.valueOf(node.longValue())
        : null;
  }
}
