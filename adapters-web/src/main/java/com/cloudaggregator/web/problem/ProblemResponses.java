package com.cloudaggregator.web.problem;

import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.web.Problems;
import com.cloudaggregator.web.WebSettings;
import com.cloudaggregator.web.text.Messages;
import com.cloudaggregator.web.trace.AccessLine;
import com.cloudaggregator.web.trace.RequestTrace;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes every refusal of the program: as a problem detail (<a
 * href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>), or for a browser on a page as the
 * view {@code error} with the same code. Of the request it repeats only the path and a {@link
 * RefusedOrigin}, and only to callers of the API.
 */
@Component
final class ProblemResponses implements Problems {
  /** The address of the error page, to which filters and controllers forward. */
  static final String PAGE = "/error";

  private static final Logger LOG = LoggerFactory.getLogger("com.cloudaggregator.refusals");

  private static final String UTF_8 = StandardCharsets.UTF_8.name();

  private static final String PLAIN_PAGE =
      """
      <!DOCTYPE html>
      <html lang="%s">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%s</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/assets/app.css">
      </head>
      <body>
        <main id="main">
          <div class="narrow card">
            <p class="muted small">%d</p>
            <h1>%s</h1>
            <p class="lead">%s</p>
            <p class="say">%s</p>
            <div class="actions"><a class="button primary" href="/app">%s</a></div>
            <p class="muted small reference">%s: <code>%s</code></p>
          </div>
        </main>
      </body>
      </html>
      """;

  private static final String ATTRIBUTE = Problem.class.getName();
  private static final Pattern API =
      Pattern.compile("/(?:me|cloud|ops|service)(?:/.*)?|/auth/[^/]+/login-url");

  private final Messages messages;
  private final JsonMapper json;
  private final URI publicUrl;
  private final IdGenerator ids;
  private final MeterProvider<Counter> refusals;

  ProblemResponses(
      Messages messages,
      JsonMapper json,
      WebSettings settings,
      IdGenerator ids,
      MeterRegistry meters) {
    this.messages = messages;
    this.json = json;
    this.publicUrl = settings.publicUrl();
    this.ids = ids;
    this.refusals =
        Counter.builder("cloud.aggregator.refusals")
            .description("Requests that were answered with an error of the catalogue, by its code.")
            .withRegistry(meters);
    // From the start, so that the first refusal is an increase.
    for (ErrorCode code : ErrorCode.values()) {
      refusals.withTag("code", code.code());
    }
  }

  @Override
  public void write(String code, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ErrorCode known = requireCode(code);
    write(
        known == ErrorCode.ORIGIN_NOT_ALLOWED ? RefusedOrigin.problem(request) : Problem.of(known),
        request,
        response);
  }

  @Override
  public void write(
      String code, Duration retryAfter, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    write(Problem.of(requireCode(code)).after(retryAfter), request, response);
  }

  @Override
  public void writeUnseen(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String id = RequestTrace.begin(request, ids);
    response.setHeader("X-Request-Id", id);
    Problem problem = Problem.of(ErrorCode.ofStatus(response.getStatus()));
    MDC.put("traceId", id);
    try {
      if (wantsPage(request) || cannotSay(request)) {
        writePlainPage(problem, request, response);
      } else {
        writeJson(problem, request, response);
      }
      AccessLine.writeUnseen(request, response);
    } finally {
      MDC.remove("traceId");
    }
  }

  /**
   * Uses no template: the dispatcher may not have been reached, and the address may be malformed.
   */
  private void writePlainPage(
      Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Locale language = prepare(problem, request, response);
    byte[] page =
        PLAIN_PAGE
            .formatted(
                language.getLanguage(),
                escapePageText(problem, "title", language),
                problem.code().status(),
                escapePageText(problem, "title", language),
                escapePageText(problem, "detail", language),
                escapePageText(problem, "next", language),
                HtmlUtils.htmlEscape(messages.get("errors.home", language), UTF_8),
                HtmlUtils.htmlEscape(messages.get("errors.reference", language), UTF_8),
                RequestTrace.idOf(request))
            .getBytes(StandardCharsets.UTF_8);
    response.setContentType("text/html;charset=UTF-8");
    response.setContentLength(page.length);
    response.getOutputStream().write(page);
  }

  private String escapePageText(Problem problem, String part, Locale language) {
    return HtmlUtils.htmlEscape(pageText(problem, part, language), UTF_8);
  }

  /** The text on the page. For some codes it differs from the text for callers of the API. */
  private String pageText(Problem problem, String part, Locale language) {
    return messages.get(
        "page." + problem.wording().code() + "." + part,
        messageKey(problem.wording(), part),
        language);
  }

  private static ErrorCode requireCode(String code) {
    return ErrorCode.of(code)
        .orElseThrow(() -> new IllegalArgumentException("Not of the catalogue: " + code));
  }

  /** Keeps headers that are already set. A committed response is left as it is. */
  void write(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    if (wantsPage(request)) {
      forward(problem, request, response);
    } else {
      writeJson(problem, request, response);
    }
  }

  /** The error page, for requests that {@link #write} forwarded and for errors of the container. */
  ModelAndView page(Problem problem, HttpServletRequest request, HttpServletResponse response) {
    Locale language = prepare(problem, request, response);
    return new ModelAndView(
        "error",
        Map.of(
            "code", problem.code().code(),
            "status", problem.code().status(),
            "title", pageText(problem, "title", language),
            "detail", pageText(problem, "detail", language),
            "whatToDo", pageText(problem, "next", language),
            "traceId", RequestTrace.idOf(request),
            "retryable", problem.code().retryable()));
  }

  static Optional<Problem> findForwarded(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Problem problem
        ? Optional.of(problem)
        : Optional.empty();
  }

  /**
   * Whether a browser shows the answer. Pages for operators share their addresses with the API, so
   * there {@code text/html} has to come first in {@code Accept}.
   */
  static boolean wantsPage(HttpServletRequest request) {
    String path = requestPath(request);
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return (path + "/").startsWith("/ops/")
        ? accept != null && accept.startsWith(MediaType.TEXT_HTML_VALUE)
        : !API.matcher(path).matches() && acceptsPage(accept);
  }

  /** What could not be read may be a browser's, and a page leads it back. */
  private static boolean cannotSay(HttpServletRequest request) {
    String path = requestPath(request);
    return request.getHeader(HttpHeaders.ACCEPT) == null
        && !(path + "/").startsWith("/ops/")
        && !API.matcher(path).matches();
  }

  private static boolean acceptsPage(@Nullable String accept) {
    if (accept == null) {
      return false;
    }
    try {
      return MediaType.parseMediaTypes(accept).stream()
          .anyMatch(type -> !type.isWildcardType() && type.includes(MediaType.TEXT_HTML));
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }

  /** Forwards to the dispatcher, which adds what every page has in its model. */
  private void forward(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    RequestDispatcher dispatcher = request.getRequestDispatcher(PAGE);
    if (dispatcher == null
        || findForwarded(request).isPresent()
        || request.getDispatcherType() == DispatcherType.ERROR) {
      writeJson(problem, request, response);
      return;
    }
    request.setAttribute(ATTRIBUTE, problem);
    try {
      dispatcher.forward(request, response);
    } catch (ServletException e) {
      throw new IOException("The page of a refusal could not be made", e);
    }
  }

  private void writeJson(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Locale language = prepare(problem, request, response);
    byte[] body = json.writeValueAsBytes(toJson(problem, request, language));
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private Map<String, Object> toJson(Problem problem, HttpServletRequest request, Locale language) {
    ErrorCode code = problem.code();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", publicUrl + "/docs/errors/" + code.code());
    body.put("title", messages.get(messageKey(problem.wording(), "title"), language));
    body.put("status", code.status());
    body.put("detail", messages.get(messageKey(problem.wording(), "detail"), language));
    body.put("instance", requestPath(request));
    body.put("code", code.code());
    body.put("traceId", RequestTrace.idOf(request));
    body.put("retryable", code.retryable());
    code.next().ifPresent(page -> body.put("next", page));
    body.putAll(problem.members());
    return body;
  }

  private Locale prepare(
      Problem problem, HttpServletRequest request, HttpServletResponse response) {
    Locale language = messages.resolveLanguage(request);
    refusals.withTag("code", problem.code().code()).increment();
    LOG.info("Refused: {} {}", problem.code().status(), problem.code().code());
    response.setStatus(problem.code().status());
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, language.getLanguage());
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (!response.containsHeader(HttpHeaders.RETRY_AFTER)) {
      problem
          .retryAfter()
          .ifPresent(seconds -> response.setHeader(HttpHeaders.RETRY_AFTER, seconds));
    }
    if (problem.code().status() == 401 && !response.containsHeader(HttpHeaders.WWW_AUTHENTICATE)) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    return language;
  }

  private static String messageKey(ErrorCode code, String part) {
    return "error." + code.code() + "." + part;
  }

  /** The path that the client requested, not that of the error dispatch. */
  private static String requestPath(HttpServletRequest request) {
    if (request.getRequestURI() == null) {
      return "";
    }
    for (String attribute :
        List.of(RequestDispatcher.ERROR_REQUEST_URI, RequestDispatcher.FORWARD_REQUEST_URI)) {
      if (request.getAttribute(attribute) instanceof String path) {
        return path;
      }
    }
    return request.getRequestURI();
  }
}
