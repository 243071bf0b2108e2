package com.cloudaggregator.bootstrap.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/**
 * Checks every response of a described call against {@code docs/openapi.yaml}, by status and error
 * code. HTML pages are not described.
 */
final class DocumentedApi {
  private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z_]+)\"");
  private static final Map<Pattern, Map<String, Map<String, Object>>> PATHS = read();

  private DocumentedApi() {}

  /** The described calls, such as {@code GET /me/cloud-status}. */
  static List<String> calls() {
    return PATHS.entrySet().stream()
        .flatMap(
            path ->
                path.getValue().keySet().stream()
                    .map(method -> method.toUpperCase(Locale.ROOT) + " " + template(path.getKey())))
        .toList();
  }

  /**
   * @throws AssertionError if the response is not described
   */
  static void check(HttpRequest request, HttpResponse<String> answer) {
    if (request
        .headers()
        .firstValue("Accept")
        .filter(accepted -> accepted.contains("text/html"))
        .isPresent()) {
      return;
    }
    String path = request.uri().getRawPath();
    operation(request.method(), path)
        .ifPresent(
            operation -> {
              Map<String, Object> responses = at(operation, "responses");
              String status = String.valueOf(answer.statusCode());
              String call = request.method() + " " + path;
              if (!responses.containsKey(status)) {
                throw new AssertionError(
                    call + " answers " + status + ", which docs/openapi.yaml does not know");
              }
              Matcher code = CODE.matcher(answer.body());
              if (answer.statusCode() >= 400 && code.find()) {
                Set<String> codes =
                    at(responses, status, "content", "application/problem+json", "examples")
                        .keySet();
                if (!codes.contains(code.group(1))) {
                  throw new AssertionError(
                      call
                          + " answers "
                          + code.group(1)
                          + ", which docs/openapi.yaml does not know");
                }
              }
            });
  }

  private static Optional<Map<String, Object>> operation(String method, String path) {
    return PATHS.entrySet().stream()
        .filter(entry -> entry.getKey().matcher(path).matches())
        .map(entry -> entry.getValue().get(method.toLowerCase(Locale.ROOT)))
        .filter(operation -> operation != null)
        .findFirst();
  }

  private static String template(Pattern path) {
    return path.pattern().replace("[^/]+", "{}");
  }

  private static Map<Pattern, Map<String, Map<String, Object>>> read() {
    try {
      Map<String, Object> document =
          new Yaml().load(Files.readString(Path.of("..", "docs", "openapi.yaml")));
      Map<Pattern, Map<String, Map<String, Object>>> paths = new LinkedHashMap<>();
      at(document, "paths")
          .forEach(
              (path, item) -> {
                @SuppressWarnings("unchecked")
                Map<String, Map<String, Object>> operations =
                    (Map<String, Map<String, Object>>) item;
                paths.put(Pattern.compile(path.replaceAll("\\{[^}]+}", "[^/]+")), operations);
              });
      return paths;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> at(Map<String, Object> map, String... path) {
    Map<String, Object> value = map;
    for (String step : path) {
      value = (Map<String, Object>) value.getOrDefault(step, Map.of());
    }
    return value;
  }
}
