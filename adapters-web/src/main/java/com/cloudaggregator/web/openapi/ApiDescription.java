package com.cloudaggregator.web.openapi;

import com.cloudaggregator.web.problem.ErrorCode;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

/**
 * The OpenAPI 3.1 description of the API: paths from the mappings of Spring MVC, answers from their
 * records, refusals from the catalogue, and the rest from {@link ApiCall}. {@code
 * docs/openapi.yaml} is this document; a test compares them.
 */
final class ApiDescription {
  private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)}");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<ErrorCode> ALWAYS =
      List.of(
          ErrorCode.AUTHENTICATION_REQUIRED,
          ErrorCode.FORBIDDEN,
          ErrorCode.ORIGIN_NOT_ALLOWED,
          ErrorCode.NOT_ACCEPTABLE,
          ErrorCode.INTERNAL_ERROR,
          ErrorCode.DATABASE_UNAVAILABLE,
          ErrorCode.IDENTITY_UNAVAILABLE);
  private static final List<ErrorCode> WITH_BODY =
      List.of(
          ErrorCode.MALFORMED_REQUEST,
          ErrorCode.VALIDATION_FAILED,
          ErrorCode.PAYLOAD_TOO_LARGE,
          ErrorCode.UNSUPPORTED_MEDIA_TYPE);
  private static final List<ErrorCode> WITH_QUERY =
      List.of(ErrorCode.MALFORMED_REQUEST, ErrorCode.VALIDATION_FAILED);

  private final RequestMappingHandlerMapping mappings;
  private final UnaryOperator<String> words;

  /**
   * @param words the text of a message key, in the language of the description
   */
  ApiDescription(RequestMappingHandlerMapping mappings, UnaryOperator<String> words) {
    this.mappings = mappings;
    this.words = words;
  }

  /**
   * One call.
   *
   * @param role the role that the caller needs: {@code user}, {@code operator} or {@code service}
   * @param body an example; empty if there is none
   * @param answer an example
   * @param refusals ordered by status
   */
  record Call(
      String id,
      ApiGroup group,
      String method,
      String path,
      String role,
      String summary,
      String detail,
      List<Parameter> parameters,
      String body,
      boolean bodyOptional,
      String answer,
      List<Refusal> refusals,
      List<Type> answers) {}

  /**
   * @param in {@code path} or {@code query}
   */
  record Parameter(String name, String in, String text, ApiParameter known) {}

  /** A code that the call can be refused with. */
  record Refusal(int status, String code, String title) {}

  /** Every call that has an {@link ApiCall}, ordered by group and path. */
  List<Call> calls() {
    return mappings.getHandlerMethods().entrySet().stream()
        .filter(handler -> handler.getValue().hasMethodAnnotation(ApiCall.class))
        .map(handler -> call(handler.getKey(), handler.getValue().getMethod()))
        .sorted(
            Comparator.comparing(Call::group).thenComparing(Call::path).thenComparing(Call::method))
        .toList();
  }

  private Call call(RequestMappingInfo mapping, Method method) {
    ApiCall call = Objects.requireNonNull(method.getAnnotation(ApiCall.class));
    String path = mapping.getPatternValues().iterator().next();
    List<Parameter> parameters = new ArrayList<>();
    Matcher place = PLACE.matcher(path);
    while (place.find()) {
      parameters.add(
          parameter(ApiParameter.valueOf(place.group(1).toUpperCase(Locale.ROOT)), "path"));
    }
    for (ApiParameter parameter : call.query()) {
      parameters.add(parameter(parameter, "query"));
    }
    return new Call(
        call.id(),
        call.group(),
        mapping.getMethodsCondition().getMethods().iterator().next().name(),
        path,
        path.startsWith("/ops/") ? "operator" : path.startsWith("/service/") ? "service" : "user",
        words.apply("call." + call.id() + ".summary"),
        words.apply("call." + call.id() + ".detail"),
        parameters,
        call.body(),
        call.bodyOptional(),
        call.answer(),
        refusals(call),
        call.answers().length > 0
            ? List.of(call.answers())
            : List.of(unwrapped(method.getGenericReturnType())));
  }

  private Parameter parameter(ApiParameter parameter, String in) {
    return new Parameter(
        parameter.parameter(),
        in,
        words.apply("call.parameter." + parameter.parameter()),
        parameter);
  }

  private List<Refusal> refusals(ApiCall call) {
    Set<ErrorCode> codes = new LinkedHashSet<>(ALWAYS);
    if (!call.body().isEmpty()) {
      codes.addAll(WITH_BODY);
    }
    if (call.query().length > 0) {
      codes.addAll(WITH_QUERY);
    }
    codes.addAll(List.of(call.refuses()));
    return codes.stream()
        .sorted(Comparator.comparingInt(ErrorCode::status).thenComparing(Comparator.naturalOrder()))
        .map(
            code ->
                new Refusal(
                    code.status(), code.code(), words.apply("error." + code.code() + ".title")))
        .toList();
  }

  private static Type unwrapped(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == ResponseEntity.class
        ? generic.getActualTypeArguments()[0]
        : type;
  }

  /**
   * The document (<a href="https://spec.openapis.org/oas/v3.1.1">OpenAPI 3.1.1</a>) as maps and
   * lists.
   */
  Map<String, Object> document() {
    Map<String, Object> paths = new LinkedHashMap<>();
    Map<String, Object> schemas = new TreeMap<>();
    for (Call call : calls()) {
      @SuppressWarnings("unchecked")
      Map<String, Object> item =
          (Map<String, Object>)
              paths.computeIfAbsent(call.path(), path -> new LinkedHashMap<String, Object>());
      item.put(call.method().toLowerCase(Locale.ROOT), operation(call, schemas));
    }
    schemas.put("Problem", problem());
    return map(
        "openapi", "3.1.1",
        "info",
            map(
                "title",
                "Cloud Aggregator",
                "version",
                "1",
                "description",
                words.apply("call.about"),
                "license",
                map("name", "Apache-2.0", "identifier", "Apache-2.0")),
        "servers", List.of(map("url", "/", "description", words.apply("call.server"))),
        "tags",
            Arrays.stream(ApiGroup.values())
                .map(ApiGroup::tag)
                .map(
                    tag ->
                        map(
                            "name",
                            tag,
                            "description",
                            words.apply("call.group." + tag.toLowerCase(Locale.ROOT))))
                .toList(),
        "paths", paths,
        "components",
            map(
                "schemas",
                schemas,
                "examples",
                examples(),
                "securitySchemes",
                map(
                    "bearer",
                        map(
                            "type",
                            "http",
                            "scheme",
                            "bearer",
                            "bearerFormat",
                            "JWT",
                            "description",
                            words.apply("call.security.bearer")),
                    "session",
                        map(
                            "type",
                            "apiKey",
                            "in",
                            "cookie",
                            "name",
                            "__Host-cloud-aggregator-session",
                            "description",
                            words.apply("call.security.session")))));
  }

  private Map<String, Object> operation(Call call, Map<String, Object> schemas) {
    Map<String, Object> operation =
        map(
            "operationId", call.id(),
            "tags", List.of(call.group().tag()),
            "summary", call.summary(),
            "description", call.detail(),
            "security", List.of(map("bearer", List.of()), map("session", List.of())));
    if (!call.parameters().isEmpty()) {
      operation.put(
          "parameters", call.parameters().stream().map(ApiDescription::parameter).toList());
    }
    if (!call.body().isEmpty()) {
      operation.put(
          "requestBody",
          map(
              "required", !call.bodyOptional(),
              "content",
                  map(
                      "application/json",
                      map("schema", body(call), "example", value(call.body())))));
    }
    Map<String, Object> responses = new LinkedHashMap<>();
    responses.put(
        "200",
        map(
            "description", call.summary(),
            "content",
                map(
                    "application/json",
                    map(
                        "schema", answer(call, schemas),
                        "example", value(call.answer())))));
    Map<Integer, List<Refusal>> byStatus = new TreeMap<>();
    call.refusals()
        .forEach(
            refusal ->
                byStatus
                    .computeIfAbsent(refusal.status(), status -> new ArrayList<>())
                    .add(refusal));
    byStatus.forEach(
        (status, refusals) -> responses.put(String.valueOf(status), refused(status, refusals)));
    operation.put("responses", responses);
    return operation;
  }

  /**
   * Two types are described as one with optional members, because generated clients cannot tell the
   * types apart.
   */
  private Object answer(Call call, Map<String, Object> schemas) {
    if (call.answers().size() == 1) {
      return schema(call.answers().getFirst(), null, schemas);
    }
    Map<String, Object> members = new LinkedHashMap<>();
    for (Type type : call.answers()) {
      if (type instanceof Class<?> form) {
        members.putAll(members(form, schemas));
      }
    }
    String name =
        call.id().substring(0, 1).toUpperCase(Locale.ROOT) + call.id().substring(1) + "Answer";
    schemas.put(name, map("type", "object", "properties", members));
    return map("$ref", "#/components/schemas/" + name);
  }

  private static Map<String, Object> parameter(Parameter parameter) {
    Map<String, Object> schema = map("type", parameter.known().type());
    if (!parameter.known().pattern().isEmpty()) {
      schema.put("pattern", parameter.known().pattern());
    }
    if (!parameter.known().allowed().isEmpty()) {
      schema.put("enum", parameter.known().allowed());
    }
    return map(
        "name", parameter.name(),
        "in", parameter.in(),
        "required", parameter.in().equals("path"),
        "description", parameter.text(),
        "schema", schema,
        "example", parameter.known().example());
  }

  private static Map<String, Object> refused(int status, List<Refusal> refusals) {
    Map<String, Object> examples = new LinkedHashMap<>();
    refusals.forEach(
        refusal ->
            examples.put(refusal.code(), map("$ref", "#/components/examples/" + refusal.code())));
    HttpStatus known = HttpStatus.valueOf(status);
    Map<String, Object> response =
        map(
            "description",
            known.getReasonPhrase()
                + ": "
                + String.join(", ", refusals.stream().map(Refusal::code).toList()),
            "content",
            map(
                "application/problem+json",
                map("schema", map("$ref", "#/components/schemas/Problem"), "examples", examples)));
    if (refusals.stream()
        .anyMatch(refusal -> ErrorCode.of(refusal.code()).orElseThrow().retryable())) {
      response.put(
          "headers",
          map(
              "Retry-After",
              map("description", "Seconds", "schema", map("type", "integer"), "example", 5)));
    }
    return response;
  }

  /** One example for each code with which a call can be refused. */
  private Map<String, Object> examples() {
    Set<String> used =
        calls().stream()
            .flatMap(call -> call.refusals().stream())
            .map(Refusal::code)
            .collect(Collectors.toSet());
    Map<String, Object> examples = new LinkedHashMap<>();
    for (ErrorCode code : ErrorCode.values()) {
      if (!used.contains(code.code())) {
        continue;
      }
      examples.put(
          code.code(),
          map(
              "summary",
              words.apply("error." + code.code() + ".title"),
              "value",
              map(
                  "type", "https://clouds.example/docs/errors/" + code.code(),
                  "title", words.apply("error." + code.code() + ".title"),
                  "status", code.status(),
                  "detail", words.apply("error." + code.code() + ".detail"),
                  "instance", "/me/cloud-status",
                  "code", code.code(),
                  "traceId", "4bf92f3577b34da6a3ce929d0e0e4736",
                  "retryable", code.retryable())));
    }
    return examples;
  }

  /** The problem detail of RFC 9457 with the members that this program adds. */
  private Map<String, Object> problem() {
    return map(
        "type", "object",
        "description", words.apply("call.problem"),
        "required",
            List.of(
                "type", "title", "status", "detail", "instance", "code", "traceId", "retryable"),
        "properties",
            map(
                "type", map("type", "string", "format", "uri"),
                "title", map("type", "string"),
                "status", map("type", "integer"),
                "detail", map("type", "string"),
                "instance", map("type", "string"),
                "code",
                    map(
                        "type",
                        "string",
                        "description",
                        String.join(
                            ", ", Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList())),
                "traceId", map("type", "string"),
                "retryable", map("type", "boolean"),
                "next", map("type", "string"),
                "reason", map("type", "string"),
                "until", map("type", "string", "format", "date-time"),
                "property", map("type", "string"),
                "origin", map("type", "string")));
  }

  /** Derived from the example: a string or an integer. */
  private static Map<String, Object> body(Call call) {
    Map<String, Object> properties = new LinkedHashMap<>();
    JsonNode object = JSON.readTree(call.body());
    object
        .propertyStream()
        .forEach(
            member ->
                properties.put(
                    member.getKey(),
                    map("type", member.getValue().isNumber() ? "integer" : "string")));
    Map<String, Object> schema = map("type", "object", "properties", properties);
    if (!call.bodyOptional()) {
      schema.put("required", List.copyOf(properties.keySet()));
    }
    return schema;
  }

  private Object schema(Type type, @Nullable AnnotatedType annotated, Map<String, Object> schemas) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      AnnotatedType element =
          annotated instanceof AnnotatedParameterizedType generic
              ? generic.getAnnotatedActualTypeArguments()[0]
              : null;
      return map(
          "type", "array", "items", schema(list.getActualTypeArguments()[0], element, schemas));
    }
    if (!(type instanceof Class<?> known)) {
      throw new IllegalArgumentException("An answer's member of unknown form: " + type);
    }
    boolean nullable = annotated != null && annotated.isAnnotationPresent(Nullable.class);
    if (known.isRecord()) {
      return nullable
          ? map("oneOf", List.of(map("$ref", reference(known, schemas)), map("type", "null")))
          : map("$ref", reference(known, schemas));
    }
    return simple(known, nullable);
  }

  private static Map<String, Object> simple(Class<?> type, boolean nullable) {
    String name =
        type == boolean.class || type == Boolean.class
            ? "boolean"
            : type == long.class || type == int.class || type == Long.class || type == Integer.class
                ? "integer"
                : "string";
    Map<String, Object> schema = map("type", nullable ? List.of(name, "null") : name);
    if (type == UUID.class) {
      schema.put("format", "uuid");
    } else if (type == Instant.class) {
      schema.put("format", "date-time");
    } else if (type == URI.class) {
      schema.put("format", "uri");
    } else if (name.equals("integer")) {
      schema.put("format", "int64");
    } else if (!name.equals("boolean") && type != String.class) {
      throw new IllegalArgumentException("An answer's member of unknown form: " + type);
    }
    return schema;
  }

  private String reference(Class<?> type, Map<String, Object> schemas) {
    String name = type.getSimpleName();
    if (!schemas.containsKey(name)) {
      schemas.put(name, map("type", "object"));
      Map<String, Object> properties = members(type, schemas);
      schemas.put(
          name,
          map(
              "type",
              "object",
              "required",
              Arrays.stream(type.getRecordComponents())
                  .filter(ApiDescription::isAlwaysPresent)
                  .map(component -> member(type, component))
                  .toList(),
              "properties",
              properties));
    }
    return "#/components/schemas/" + name;
  }

  /** Null is written as null, except where a member is left out then. */
  private static boolean isAlwaysPresent(RecordComponent component) {
    return !component.getAccessor().isAnnotationPresent(JsonInclude.class);
  }

  private Map<String, Object> members(Class<?> type, Map<String, Object> schemas) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      members.put(
          member(type, component),
          schema(component.getGenericType(), component.getAnnotatedType(), schemas));
    }
    return members;
  }

  /** The name that the JSON mapper uses. */
  private static String member(Class<?> type, RecordComponent component) {
    JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
    if (named != null) {
      return named.value();
    }
    JsonNaming naming = type.getAnnotation(JsonNaming.class);
    return naming != null && naming.value() == SnakeCaseStrategy.class
        ? component.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT)
        : component.getName();
  }

  private static Object value(String json) {
    return JSON.readValue(json, Object.class);
  }

  private static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(String.valueOf(pairs[i]), pairs[i + 1]);
    }
    return map;
  }
}
