package com.cloudaggregator.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of an address, read strictly and by ourselves: a container takes the first of two, mixes in a form's,
 * and differs in what it makes of a broken escape.
 */
record Query(Map<String, List<String>> parameters) {

  /** Absent when an escape is broken or is not UTF-8. */
  static Optional<Query> parse(@Nullable String raw) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    try {
      for (String part : raw == null ? new String[0] : raw.split("&")) {
        if (!part.isEmpty()) {
          String[] pair = part.split("=", 2);
          parameters
              .computeIfAbsent(decode(pair[0]), name -> new ArrayList<>())
              .add(pair.length == 2 ? decode(pair[1]) : "");
        }
      }
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.of(new Query(parameters));
  }

  /** For a controller of the API. */
  static Query of(HttpServletRequest request) {
    return parse(request.getQueryString()).orElseThrow(() -> new RefusedRequest(ErrorCode.MALFORMED_REQUEST));
  }

  boolean has(String name) {
    return parameters.containsKey(name);
  }

  List<String> all(String name) {
    return parameters.getOrDefault(name, List.of());
  }

  /** Absent when it was not sent. */
  Optional<String> atMostOnce(String name) {
    List<String> values = all(name);
    if (values.size() > 1) {
      throw new RefusedRequest(ErrorCode.VALIDATION_FAILED);
    }
    return values.stream().findFirst();
  }

  private static String decode(String text) {
    String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
    if (decoded.indexOf('\uFFFD') >= 0) {
      throw new IllegalArgumentException("Not UTF-8");
    }
    return decoded;
  }
}
