package com.cloudaggregator.web.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The catalogue of errors as public pages: what happened, why, and what to do. */
@Controller
final class CataloguePages {

  /** A code of the catalogue. Its texts are in the message files. */
  record Entry(String code, int status, boolean retryable, String logLine) {
    static Entry of(ErrorCode code) {
      return new Entry(code.code(), code.status(), code.retryable(), code.logLine());
    }
  }

  @GetMapping("/docs/errors")
  String list(Model model) {
    model.addAttribute("codes", Arrays.stream(ErrorCode.values()).map(Entry::of).toList());
    return "errors";
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
