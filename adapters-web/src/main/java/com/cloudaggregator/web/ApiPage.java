package com.cloudaggregator.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The API's description as a page of our own, without a script, and as a document; only where it is switched on. */
@Controller
final class ApiPage {
  private final Texts texts;
  private final boolean enabled;

  ApiPage(Texts texts, WebAdapter.Settings settings) {
    this.texts = texts;
    this.enabled = settings.apiDocs();
  }

  @GetMapping("/docs/api")
  @Nullable String page(Model model, HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!enabled) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    Locale language = texts.language(request);
    model.addAttribute("calls", new ApiDescription(key -> texts.text(key, language)).calls());
    return "api";
  }

  /** Always in English, as the committed file. */
  @GetMapping(path = "/docs/api/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
  @Nullable ResponseEntity<Map<String, Object>> document(HttpServletResponse response) throws IOException {
    if (!enabled) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    return ResponseEntity.ok(new ApiDescription(key -> texts.text(key, Locale.ENGLISH)).document());
  }
}
