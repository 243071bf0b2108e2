package com.cloudaggregator.persistence.session;

import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Session attributes as JSON without type names. They are texts, or lists or maps of texts, so a
 * row that someone else wrote can create no other object, and a class can be renamed while sessions
 * are alive.
 */
final class AttributeJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  private AttributeJson() {}

  /**
   * @throws IllegalArgumentException for a value of another type, which would be read as a
   *     different one
   */
  static byte[] write(Object value) {
    boolean known =
        switch (value) {
          case String _ -> true;
          case List<?> texts -> texts.stream().allMatch(String.class::isInstance);
          case Map<?, ?> texts -> texts.values().stream().allMatch(String.class::isInstance);
          default -> false;
        };
    if (!known) {
      throw new IllegalArgumentException(
          "A session attribute must be a text, or a list or map of texts, not "
              + value.getClass().getName());
    }
    return JSON.writeValueAsBytes(value);
  }

  /**
   * Null if the bytes are not JSON: the session then lacks the attribute. Spring's converter does
   * not declare that, but its conversion service does.
   */
  @SuppressWarnings("NullAway")
  static Object read(byte[] bytes) {
    try {
      return JSON.readValue(bytes, Object.class);
    } catch (JacksonException unreadable) {
      return null;
    }
  }
}
