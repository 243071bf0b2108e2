package com.cloudaggregator.web.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The catalogue of errors as public pages: what happened, why, and what to do. */
@Controller
final class CataloguePages {
  private final MessageSource messages;

  CataloguePages(MessageSource messages) {
    this.messages = messages;
  }

  /** A code of the catalogue. Its texts are in the message files. */
  record Entry(String code, int status, boolean retryable, String logLine) {
    static Entry of(ErrorCode code) {
      return new Entry(code.code(), code.status(), code.retryable(), code.logLine());
    }
  }

  /** The codes that a reader meets on the same occasion. */
  record Group(String name, List<Entry> codes) {}

  /** For a reader who shortens an address. */
  @GetMapping("/docs")
  @Nullable String start(HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader(HttpHeaders.LOCATION, "/docs/errors");
    return null;
  }

  @GetMapping("/docs/errors")
  String list(@RequestParam(defaultValue = "") String q, Locale language, Model model) {
    Map<String, List<Entry>> groups =
        Arrays.stream(ErrorCode.values())
            .filter(code -> matches(code, q.strip(), language))
            .collect(
                Collectors.groupingBy(
                    CataloguePages::groupOf,
                    LinkedHashMap::new,
                    Collectors.mapping(Entry::of, Collectors.toList())));
    model.addAttribute(
        "groups",
        Stream.of("moving", "connecting", "signing_in", "request", "server")
            .filter(groups::containsKey)
            .map(name -> new Group(name, groups.getOrDefault(name, List.of())))
            .toList());
    model.addAttribute("q", q);
    return "errors";
  }

  /** A text of the code, its number or its title. */
  private boolean matches(ErrorCode code, String wanted, Locale language) {
    String title = messages.getMessage("error." + code.code() + ".title", null, language);
    return (code.code() + " " + code.status() + " " + title)
        .toLowerCase(language)
        .contains(wanted.toLowerCase(language));
  }

  private static String groupOf(ErrorCode code) {
    return switch (code) {
      case TRANSFER_TOKEN_INVALID,
          TRANSFER_TOKEN_EXPIRED,
          TRANSFER_TOKEN_USED,
          TRANSFER_TOKEN_OTHER_USER,
          TRANSFER_COOLDOWN,
          OWNERSHIP_CONFLICT,
          OWNER_CHANGED,
          ACCOUNT_RELEASED,
          ACCOUNT_FROZEN,
          ALREADY_OWNER ->
          "moving";
      case ACCESS_DENIED,
          INVALID_STATE,
          MISSING_PARAMS,
          PROVIDER_ERROR,
          PROVIDER_UNAVAILABLE,
          PROVIDER_NOT_CONFIGURED,
          TOKEN_EXCHANGE_FAILED,
          IDENTITY_INVALID,
          USERINFO_FAILED,
          INSUFFICIENT_SCOPE,
          ACCOUNT_MISMATCH,
          MISSING_REFRESH_TOKEN,
          NEEDS_RECONNECT,
          ACCOUNT_NOT_FOUND ->
          "connecting";
      case AUTHENTICATION_REQUIRED, SESSION_EXPIRED, IDENTITY_UNAVAILABLE, FORBIDDEN ->
          "signing_in";
      case DATABASE_QUERY_FAILED,
          DATABASE_INCONSISTENCY,
          DATABASE_UNAVAILABLE,
          DATABASE_ERROR,
          INTERNAL_ERROR ->
          "server";
      default -> "request";
    };
  }

  @GetMapping("/docs/errors/{code}")
  @Nullable String show(@PathVariable String code, Model model, HttpServletResponse response)
      throws IOException {
    Optional<ErrorCode> known = ErrorCode.of(code);
    if (known.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    model.addAttribute("error", Entry.of(known.get()));
    return "error-code";
  }
}
