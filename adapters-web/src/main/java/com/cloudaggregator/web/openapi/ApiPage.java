package com.cloudaggregator.web.openapi;

import com.cloudaggregator.web.WebSettings;
import com.cloudaggregator.web.text.Messages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * The API description as a page without script, and as a document; not found unless it is switched
 * on.
 */
@Controller
final class ApiPage {
  private final RequestMappingHandlerMapping mappings;
  private final Messages messages;
  private final boolean enabled;

  ApiPage(
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings,
      Messages messages,
      WebSettings settings) {
    this.mappings = mappings;
    this.messages = messages;
    this.enabled = settings.apiDocs();
  }

  @GetMapping("/docs/api")
  @Nullable String show(Model model, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!enabled) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    Locale language = messages.resolveLanguage(request);
    model.addAttribute(
        "calls", new ApiDescription(mappings, key -> messages.get(key, language)).calls());
    return "api";
  }

  /** Always in English, like the committed file. */
  @GetMapping(path = "/docs/api/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
  @Nullable ResponseEntity<Map<String, Object>> readDocument(HttpServletResponse response)
      throws IOException {
    if (!enabled) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    return ResponseEntity.ok(
        new ApiDescription(mappings, key -> messages.get(key, Locale.ENGLISH)).document());
  }
}
