package com.cloudaggregator.web;

import com.cloudaggregator.application.keys.ReadKeys;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The keys as a page, for who asks for HTML. The same figures and words as {@link KeysApi}'s. */
@Controller
final class KeysPage {
  private final ReadKeys keys;
  private final Texts texts;

  KeysPage(ReadKeys keys, Texts texts) {
    this.keys = keys;
    this.texts = texts;
  }

  @GetMapping(path = "/ops/keys", produces = MediaType.TEXT_HTML_VALUE)
  String keys(Model model, HttpServletRequest request, HttpServletResponse response) {
    Locale language = texts.language(request);
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    HttpSession session = request.getSession(false);
    model.addAttribute("signedIn", session != null);
    model.addAttribute("displayName", session == null ? null : session.getAttribute(WebAdapter.DISPLAY_NAME));
    model.addAttribute("report", KeysApi.Report.of(keys.read(), texts, language));
    return "ops-keys";
  }
}
