package com.cloudaggregator.web;

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
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes every refusal of the program: as a problem detail (RFC 9457), or, for a browser at a page, as the page {@code
 * error} with the same code. Nothing that the request sent is repeated but its path, and that only to the API's callers.
 */
final class ProblemAnswers implements WebAdapter.Problems {
  /** Where the page of a refusal is made, whichever filter or controller refused. */
  static final String PAGE = "/error";

  private static final Logger LOG = LoggerFactory.getLogger("com.cloudaggregator.refusals");

  private static final String UTF_8 = StandardCharsets.UTF_8.name();

  private static final String PLAIN_PAGE = """
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

  private final Texts texts;
  private final JsonMapper json;
  private final URI publicUrl;
  private final Supplier<UUID> ids;

  ProblemAnswers(Texts texts, JsonMapper json, WebAdapter.Settings settings, Supplier<UUID> ids) {
    this.texts = texts;
    this.json = json;
    this.publicUrl = settings.publicUrl();
    this.ids = ids;
  }

  @Override
  public void write(String code, HttpServletRequest request, HttpServletResponse response) throws IOException {
    write(Problem.of(known(code)), request, response);
  }

  @Override
  public void write(String code, Duration retryAfter, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    write(Problem.of(known(code)).after(retryAfter), request, response);
  }

  @Override
  public void writeUnseen(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String id = RequestTrace.begin(request, ids);
    response.setHeader("X-Request-Id", id);
    Problem problem = Problem.of(ErrorCode.ofStatus(response.getStatus()));
    MDC.put("traceId", id);
    try {
      if (wantsPage(request)) {
        writePlainPage(problem, request, response);
      } else {
        writeJson(problem, request, response);
      }
    } finally {
      MDC.remove("traceId");
    }
  }

  /** No template can be asked for: there may be neither a dispatcher nor an address that it could be given. */
  private void writePlainPage(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Locale language = prepare(problem, request, response);
    byte[] page = PLAIN_PAGE.formatted(
            language.getLanguage(),
            escaped(problem, "title", language),
            problem.code().status(),
            escaped(problem, "title", language),
            escaped(problem, "detail", language),
            escaped(problem, "next", language),
            HtmlUtils.htmlEscape(texts.text("errors.home", language), UTF_8),
            HtmlUtils.htmlEscape(texts.text("errors.reference", language), UTF_8),
            RequestTrace.of(request))
        .getBytes(StandardCharsets.UTF_8);
    response.setContentType("text/html;charset=UTF-8");
    response.setContentLength(page.length);
    response.getOutputStream().write(page);
  }

  private String escaped(Problem problem, String part, Locale language) {
    return HtmlUtils.htmlEscape(onPage(problem, part, language), UTF_8);
  }

  /** What a person reads on the page. Some codes tell a program, and their catalogue page its author, in other words. */
  private String onPage(Problem problem, String part, Locale language) {
    return texts.text("page." + problem.wording().code() + "." + part, key(problem.wording(), part), language);
  }

  private static ErrorCode known(String code) {
    return ErrorCode.of(code).orElseThrow(() -> new IllegalArgumentException("Not of the catalogue: " + code));
  }

  /** Headers that are set already stay. An answer that has begun cannot be taken back, and is left as it is. */
  void write(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    if (wantsPage(request)) {
      forward(problem, request, response);
    } else {
      writeJson(problem, request, response);
    }
  }

  /** The page itself, for what was forwarded by {@link #write}, and for what the container refused. */
  ModelAndView page(Problem problem, HttpServletRequest request, HttpServletResponse response) {
    Locale language = prepare(problem, request, response);
    return new ModelAndView(
        "error",
        Map.of(
            "code", problem.code().code(),
            "status", problem.code().status(),
            "title", onPage(problem, "title", language),
            "detail", onPage(problem, "detail", language),
            "whatToDo", onPage(problem, "next", language),
            "traceId", RequestTrace.of(request),
            "retryable", problem.code().retryable()));
  }

  static Optional<Problem> forwarded(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Problem problem ? Optional.of(problem) : Optional.empty();
  }

  /**
   * Whether a person in front of a browser reads the answer, and no program. Operators' pages have the addresses of
   * their figures: there it is a browser that asks for HTML first of all.
   */
  static boolean wantsPage(HttpServletRequest request) {
    String path = path(request);
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return path.startsWith("/ops/")
        ? accept != null && accept.startsWith(MediaType.TEXT_HTML_VALUE)
        : !API.matcher(path).matches() && acceptsPage(accept);
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

  /** A page is made by the dispatcher, with all that a page's model holds; so it is asked for and not built here. */
  private void forward(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
    RequestDispatcher dispatcher = request.getRequestDispatcher(PAGE);
    if (dispatcher == null || forwarded(request).isPresent() || request.getDispatcherType() == DispatcherType.ERROR) {
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
    byte[] body = json.writeValueAsBytes(body(problem, request, language));
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private Map<String, Object> body(Problem problem, HttpServletRequest request, Locale language) {
    ErrorCode code = problem.code();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", publicUrl + "/docs/errors/" + code.code());
    body.put("title", texts.text(key(problem.wording(), "title"), language));
    body.put("status", code.status());
    body.put("detail", texts.text(key(problem.wording(), "detail"), language));
    body.put("instance", path(request));
    body.put("code", code.code());
    body.put("traceId", RequestTrace.of(request));
    body.put("retryable", code.retryable());
    code.next().ifPresent(page -> body.put("next", page));
    body.putAll(problem.members());
    return body;
  }

  private Locale prepare(Problem problem, HttpServletRequest request, HttpServletResponse response) {
    Locale language = texts.language(request);
    LOG.info("Refused: {} {}", problem.code().status(), problem.code().code());
    response.setStatus(problem.code().status());
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, language.getLanguage());
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (!response.containsHeader(HttpHeaders.RETRY_AFTER)) {
      problem.retryAfter().ifPresent(seconds -> response.setHeader(HttpHeaders.RETRY_AFTER, seconds));
    }
    if (problem.code().status() == 401 && !response.containsHeader(HttpHeaders.WWW_AUTHENTICATE)) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    return language;
  }

  private static String key(ErrorCode code, String part) {
    return "error." + code.code() + "." + part;
  }

  /** Of the request as the client sent it, and not of the dispatch that answers it. */
  private static String path(HttpServletRequest request) {
    if (request.getRequestURI() == null) {
      return "";
    }
    for (String attribute : List.of(RequestDispatcher.ERROR_REQUEST_URI, RequestDispatcher.FORWARD_REQUEST_URI)) {
      if (request.getAttribute(attribute) instanceof String path) {
        return path;
      }
    }
    return request.getRequestURI();
  }
}
