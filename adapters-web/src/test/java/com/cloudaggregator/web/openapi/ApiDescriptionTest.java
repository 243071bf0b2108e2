package com.cloudaggregator.web.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.webtest.TestAdapter;
import com.cloudaggregator.webtest.TestWeb;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/**
 * The generated description equals the committed file, describes every call and passes the linter
 * below.
 */
class ApiDescriptionTest {
  private static final Path COMMITTED = Path.of("..", "docs", "openapi.yaml");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * To update the file: {@code mvn test -pl adapters-web -am -Dtest=ApiDescriptionTest
   * -Dopenapi.update=true}.
   */
  private static final boolean UPDATE = Boolean.getBoolean("openapi.update");

  @Test
  void equalsTheCommittedFile() throws IOException {
    String generated = yaml(document());
    if (UPDATE) {
      Files.writeString(COMMITTED, generated);
    }
    assertThat(COMMITTED)
        .as(
            "docs/openapi.yaml; write it anew: mvn test -pl adapters-web -am -Dtest=ApiDescriptionTest"
                + " -Dopenapi.update=true -Dsurefire.failIfNoSpecifiedTests=false")
        .hasContent(generated);
  }

  @Test
  void describesEveryCallOfEveryRestController() {
    assertThat(
            mappings().getHandlerMethods().values().stream()
                .filter(
                    handler ->
                        handler
                            .getBeanType()
                            .getPackageName()
                            .startsWith("com.cloudaggregator.web."))
                .filter(
                    handler ->
                        AnnotatedElementUtils.hasAnnotation(
                            handler.getBeanType(), RestController.class))
                .filter(handler -> !handler.hasMethodAnnotation(ApiCall.class)))
        .as("calls without @ApiCall")
        .isEmpty();
  }

  @Test
  void passesTheLinter() {
    assertThat(lint(document())).isEmpty();
  }

  static Stream<Named<Consumer<Map<String, Object>>>> offenders() {
    return Stream.of(
        Named.of("no summary", d -> status(d).remove("summary")),
        Named.of("no description", d -> status(d).put("description", " ")),
        Named.of("no operationId", d -> status(d).remove("operationId")),
        Named.of("an operationId twice", d -> status(d).put("operationId", "startConnection")),
        Named.of("no security", d -> status(d).remove("security")),
        Named.of(
            "an unknown scheme",
            d -> status(d).put("security", List.of(Map.of("basic", List.of())))),
        Named.of("a tag that is not described", d -> status(d).put("tags", List.of("Nobody"))),
        Named.of("no 401", d -> at(status(d), "responses").remove("401")),
        Named.of("no 500", d -> at(status(d), "responses").remove("500")),
        Named.of(
            "no example",
            d ->
                at(status(d), "responses", "200", "content", "application/json").remove("example")),
        Named.of(
            "a member that the answer lacks",
            d ->
                at(status(d), "responses", "200", "content", "application/json")
                    .put("example", Map.of("surprise", 1))),
        Named.of(
            "a reference to nothing",
            d ->
                at(status(d), "responses", "200", "content", "application/json")
                    .put("schema", Map.of("$ref", "#/components/schemas/Nothing"))),
        Named.of(
            "a code of no catalogue",
            d ->
                at(status(d), "responses", "401", "content", "application/problem+json", "examples")
                    .put(
                        "reconnect_failed",
                        Map.of("$ref", "#/components/examples/reconnect_failed"))),
        Named.of(
            "a code under another status",
            d ->
                at(status(d), "responses", "401", "content", "application/problem+json", "examples")
                    .put("owner_changed", Map.of("$ref", "#/components/examples/owner_changed"))),
        Named.of(
            "an address that is no URI",
            d ->
                at(
                        d,
                        "paths",
                        "/auth/{provider}/login-url",
                        "get",
                        "responses",
                        "200",
                        "content",
                        "application/json")
                    .put("example", Map.of("url", "https://id.example/authorize?state=…"))),
        Named.of(
            "an example that no call uses",
            d -> at(d, "components", "examples").put("access_denied", Map.of("value", 1))),
        Named.of(
            "a code without an example",
            d -> at(d, "components", "examples").remove("owner_changed")),
        Named.of(
            "a place in the path without a parameter",
            d ->
                at(d, "paths", "/me/transfer-events/{id}/acknowledge", "patch")
                    .remove("parameters")),
        Named.of("an old version", d -> d.put("openapi", "3.0.3")));
  }

  @ParameterizedTest
  @MethodSource("offenders")
  void theLinterRejects(Consumer<Map<String, Object>> offence) {
    Map<String, Object> document = document();
    offence.accept(document);
    assertThat(lint(document)).isNotEmpty();
  }

  private static Map<String, Object> status(Map<String, Object> document) {
    return at(document, "paths", "/me/cloud-status", "get");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> at(Map<String, Object> map, String... path) {
    Map<String, Object> value = map;
    for (String step : path) {
      value = (Map<String, Object>) value.getOrDefault(step, new LinkedHashMap<>());
    }
    return value;
  }

  /** The mistakes in a description. */
  private static List<String> lint(Map<String, Object> document) {
    List<String> complaints = new ArrayList<>();
    Consumer<String> complain = complaints::add;
    if (!String.valueOf(document.get("openapi")).startsWith("3.1.")) {
      complain.accept("not OpenAPI 3.1");
    }
    Set<Object> tags = new HashSet<>();
    ((List<?>) document.getOrDefault("tags", List.of()))
        .forEach(tag -> tags.add(((Map<?, ?>) tag).get("name")));
    Set<Object> ids = new HashSet<>();
    at(document, "paths")
        .forEach(
            (path, item) ->
                ((Map<?, ?>) item)
                    .forEach(
                        (method, operation) -> {
                          @SuppressWarnings("unchecked")
                          Map<String, Object> call = (Map<String, Object>) operation;
                          String name = method + " " + path + ": ";
                          for (String member : List.of("operationId", "summary", "description")) {
                            if (!(call.get(member) instanceof String text) || text.isBlank()) {
                              complain.accept(name + "no " + member);
                            }
                          }
                          if (!ids.add(call.get("operationId"))) {
                            complain.accept(name + "an operationId twice");
                          }
                          if (!(call.get("tags") instanceof List<?> own)
                              || !tags.containsAll(own)) {
                            complain.accept(name + "a tag without description");
                          }
                          if (!(call.get("security") instanceof List<?> security)
                              || security.isEmpty()
                              || !security.stream()
                                  .allMatch(
                                      scheme ->
                                          at(document, "components", "securitySchemes")
                                              .keySet()
                                              .containsAll(((Map<?, ?>) scheme).keySet()))) {
                            complain.accept(name + "security");
                          }
                          long places = path.chars().filter(c -> c == '{').count();
                          long described =
                              call.get("parameters") instanceof List<?> parameters
                                  ? parameters.stream()
                                      .filter(p -> "path".equals(((Map<?, ?>) p).get("in")))
                                      .count()
                                  : 0;
                          if (places != described) {
                            complain.accept(name + "a place without a parameter");
                          }
                          Map<String, Object> responses = at(call, "responses");
                          for (String status : List.of("200", "401", "403", "406", "500", "503")) {
                            if (!responses.containsKey(status)) {
                              complain.accept(name + "no " + status);
                            }
                          }
                          lintAnswer(
                              document,
                              name,
                              at(responses, "200", "content", "application/json"),
                              complain);
                          responses.forEach(
                              (status, response) -> {
                                if (!status.equals("200")) {
                                  @SuppressWarnings("unchecked")
                                  Map<String, Object> refusal = (Map<String, Object>) response;
                                  lintRefusals(
                                      name,
                                      status,
                                      at(refusal, "content", "application/problem+json", "examples")
                                          .keySet(),
                                      complain);
                                }
                              });
                        }));
    Set<String> unused = new HashSet<>(at(document, "components", "examples").keySet());
    lintReferences(document, document, unused, complain);
    unused.forEach(example -> complain.accept("no call uses the example " + example));
    return complaints;
  }

  private static void lintRefusals(
      String name, String status, Set<String> codes, Consumer<String> complain) {
    if (codes.isEmpty()) {
      complain.accept(name + status + " without a code");
    }
    for (String code : codes) {
      if (ErrorCode.of(code)
          .filter(known -> String.valueOf(known.status()).equals(status))
          .isEmpty()) {
        complain.accept(name + code + " is none of " + status);
      }
    }
  }

  /** An example has all required members and no unknown ones. */
  private static void lintAnswer(
      Map<String, Object> document,
      String name,
      Map<String, Object> content,
      Consumer<String> complain) {
    if (!(content.get("example") instanceof Map<?, ?> example)) {
      complain.accept(name + "no example");
      return;
    }
    String reference = String.valueOf(at(content, "schema").get("$ref"));
    Map<String, Object> schema =
        at(document, "components", "schemas", reference.substring(reference.lastIndexOf('/') + 1));
    boolean fits =
        at(schema, "properties").keySet().containsAll(example.keySet())
            && example
                .keySet()
                .containsAll(
                    schema.get("required") instanceof List<?> required ? required : List.of());
    if (!fits) {
      complain.accept(name + "the example has other members than the answer");
    }
    if (!urisAreValid(at(schema, "properties"), example)) {
      complain.accept(name + "an address in the example is not a URI");
    }
  }

  /** Every reference leads to something; the examples that are referred to are removed. */
  private static void lintReferences(
      Map<String, Object> document, Object value, Set<String> unused, Consumer<String> complain) {
    if (value instanceof Map<?, ?> map) {
      if (map.get("$ref") instanceof String reference) {
        if (at(document, reference.substring(2).split("/")).isEmpty()) {
          complain.accept("nothing at " + reference);
        }
        unused.remove(reference.replace("#/components/examples/", ""));
      }
      map.values().forEach(each -> lintReferences(document, each, unused, complain));
    } else if (value instanceof List<?> list) {
      list.forEach(each -> lintReferences(document, each, unused, complain));
    }
  }

  /** The examples of members with {@code format: uri} are URIs (RFC 3986), which are ASCII. */
  private static boolean urisAreValid(Map<String, Object> properties, Map<?, ?> example) {
    return example.entrySet().stream()
        .filter(
            member -> "uri".equals(at(properties, String.valueOf(member.getKey())).get("format")))
        .map(member -> String.valueOf(member.getValue()))
        .allMatch(
            uri ->
                StandardCharsets.US_ASCII.newEncoder().canEncode(uri)
                    && URI.create(uri).isAbsolute());
  }

  private static RequestMappingHandlerMapping mappings() {
    return new TestWeb()
        .context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
  }

  private static Map<String, Object> document() {
    var messages = TestAdapter.messages();
    var description =
        new ApiDescription(mappings(), key -> messages.getMessage(key, null, Locale.ENGLISH));
    // Through JSON, as the program serves it; the maps are mutable.
    @SuppressWarnings("unchecked")
    Map<String, Object> document =
        JSON.readValue(JSON.writeValueAsString(description.document()), LinkedHashMap.class);
    return document;
  }

  private static String yaml(Map<String, Object> document) {
    var options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(120);
    options.setSplitLines(true);
    options.setDereferenceAliases(true);
    return "# Written by ApiDescriptionTest out of the program; do not edit.\n"
        + new Yaml(options).dump(document);
  }
}
