package com.cloudaggregator.web;

import com.cloudaggregator.application.keys.ReadKeys;
import com.cloudaggregator.application.keys.VerifyKeys;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** The keys as a page, for who asks for HTML. The same figures and words as {@link KeysApi}'s. */
@Controller
final class KeysPage {
  private final ReadKeys keys;
  private final VerifyKeys verification;
  private final Texts texts;

  KeysPage(ReadKeys keys, VerifyKeys verification, Texts texts) {
    this.keys = keys;
    this.verification = verification;
    this.texts = texts;
  }

  /** A ring as a section. */
  record Section(String ring, List<Row> keys) {}

  /**
   * A key as a row.
   *
   * @param tone the class of the badge
   * @param until in the reader's language; null when nothing is live
   */
  record Row(KeysApi.Key key, String tone, @Nullable ReadableTime until) {

    static Row of(KeysApi.Key key, Locale language) {
      String tone = switch (key.verdict()) {
        case "active", "removable" -> "good";
        case "missing" -> "bad";
        case "seals_unreadable" -> "warn";
        default -> "unseen";
      };
      return new Row(key, tone, key.until() == null ? null : ReadableTime.of(key.until(), language));
    }
  }

  /** A work on all secrets, whose last run is null before its first. */
  record Work(String name, KeysApi.@Nullable Run run, @Nullable ReadableTime noted) {

    static Work of(String name, KeysApi.@Nullable Run run, Locale language) {
      return new Work(name, run, run == null ? null : ReadableTime.of(run.notedAt(), language));
    }
  }

  @GetMapping(path = "/ops/keys", produces = MediaType.TEXT_HTML_VALUE)
  String keys(Model model, HttpServletRequest request, HttpServletResponse response) {
    Locale language = texts.language(request);
    KeysApi.Report report = KeysApi.Report.of(keys.read(), texts, language);
    OperatorPages.frame(model, "keys", request, response);
    model.addAttribute("left", report.left());
    model.addAttribute("rings", report.rings().stream()
        .map(ring -> new Section(ring.ring(), ring.keys().stream().map(key -> Row.of(key, language)).toList()))
        .toList());
    model.addAttribute("works", Stream.of(
            Work.of("reencryption", report.reencryption(), language),
            Work.of("verification", report.verification(), language))
        .toList());
    model.addAttribute("requested", Query.of(request).all("done").equals(List.of("requested")));
    return "ops-keys";
  }

  @PostMapping(path = "/ops/keys/verification", produces = MediaType.TEXT_HTML_VALUE)
  @Nullable String verify(HttpServletResponse response) {
    verification.request();
    return PagesController.seeOther(response, "/ops/keys?done=requested");
  }
}
