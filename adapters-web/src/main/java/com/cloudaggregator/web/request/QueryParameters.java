package com.cloudaggregator.web.request;

import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a request, parsed strictly. A servlet container returns the first of
 * several values, adds those of a form, and treats a broken escape in its own way.
 *
 * @param parameters the values of each name in the order sent; an empty one if an escape in it is
 *     malformed or not UTF-8
 * @param intact whether every name and value could be read
 */
public record QueryParameters(Map<String, List<Optional<String>>> parameters, boolean intact) {

  /**
   * Only the parameter with a broken escape is unusable; the others are not affected (<a
   * href="https://www.rfc-editor.org/rfc/rfc6749#section-3.1">RFC 6749, section 3.1</a>: unknown
   * parameters are ignored).
   */
  public static QueryParameters parse(@Nullable String raw) {
    Map<String, List<Optional<String>>> parameters = new LinkedHashMap<>();
    boolean intact = true;
    for (String part : raw == null ? new String[0] : raw.split("&")) {
      if (!part.isEmpty()) {
        String[] pair = part.split("=", 2);
        Optional<String> name = decode(pair[0]);
        Optional<String> value = pair.length == 2 ? decode(pair[1]) : Optional.of("");
        name.ifPresent(
            known -> parameters.computeIfAbsent(known, _ -> new ArrayList<>()).add(value));
        intact &= name.isPresent() && value.isPresent();
      }
    }
    return new QueryParameters(parameters, intact);
  }

  /** For the API: refuses a malformed query. */
  public static QueryParameters of(HttpServletRequest request) {
    QueryParameters query = parse(request.getQueryString());
    if (!query.intact) {
      throw new ProblemException(ErrorCode.MALFORMED_REQUEST);
    }
    return query;
  }

  public boolean has(String name) {
    return parameters.containsKey(name);
  }

  /** The values that could be read. */
  public List<String> all(String name) {
    return parameters.getOrDefault(name, List.of()).stream().flatMap(Optional::stream).toList();
  }

  /** The value of a parameter that is sent once and could be read; it may be an empty text. */
  public Optional<String> single(String name) {
    List<Optional<String>> values = parameters.getOrDefault(name, List.of());
    return values.size() == 1 ? values.getFirst() : Optional.empty();
  }

  /** Empty if the parameter is missing; refuses one that is repeated. */
  public Optional<String> atMostOnce(String name) {
    List<String> values = all(name);
    if (values.size() > 1) {
      throw new ProblemException(ErrorCode.VALIDATION_FAILED);
    }
    return values.stream().findFirst();
  }

  /** Unlike {@code URLDecoder}, tells a replacement character that was sent from broken UTF-8. */
  private static Optional<String> decode(String text) {
    var bytes = new ByteArrayOutputStream(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '%') {
        if (at + 2 >= text.length()
            || !HexFormat.isHexDigit(text.charAt(at + 1))
            || !HexFormat.isHexDigit(text.charAt(at + 2))) {
          return Optional.empty();
        }
        bytes.write(HexFormat.fromHexDigits(text, at + 1, at + 3));
        at += 3;
      } else {
        bytes.writeBytes((c == '+' ? " " : Character.toString(c)).getBytes(StandardCharsets.UTF_8));
        at++;
      }
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
