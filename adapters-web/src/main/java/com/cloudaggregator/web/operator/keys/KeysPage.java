package com.cloudaggregator.web.operator.keys;

import com.cloudaggregator.application.keys.ReadKeys;
import com.cloudaggregator.application.keys.VerifyKeys;
import com.cloudaggregator.web.operator.OperatorFrame;
import com.cloudaggregator.web.page.Redirects;
import com.cloudaggregator.web.request.QueryParameters;
import com.cloudaggregator.web.text.Messages;
import com.cloudaggregator.web.text.ReadableTime;
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

/**
 * The keys as a page, for browsers that ask for HTML. It shows the same figures and texts as {@link
 * KeysApi}.
 */
@Controller
final class KeysPage {
  private final ReadKeys keys;
  private final VerifyKeys verification;
  private final Messages messages;

  KeysPage(ReadKeys keys, VerifyKeys verification, Messages messages) {
    this.keys = keys;
    this.verification = verification;
    this.messages = messages;
  }

  /** A ring as a section. */
  record RingSection(String ring, List<KeyRow> keys) {}

  /**
   * A key as a row.
   *
   * @param tone the class of the badge
   * @param until in the reader's language; null if no valid token is signed with it
   */
  record KeyRow(KeysApi.KeyReport key, String tone, @Nullable ReadableTime until) {

    static KeyRow of(KeysApi.KeyReport key, Locale language) {
      String tone =
          switch (key.verdict()) {
            case "active", "removable" -> "good";
            case "missing" -> "bad";
            case "seals_unreadable", "on_other_nodes" -> "warn";
            default -> "unseen";
          };
      return new KeyRow(
          key, tone, key.until() == null ? null : ReadableTime.of(key.until(), language));
    }
  }

  /** A kind of run over all secrets; null run before the first. */
  record RunSection(String name, KeysApi.@Nullable KeyRun run, @Nullable ReadableTime noted) {

    static RunSection of(String name, KeysApi.@Nullable KeyRun run, Locale language) {
      return new RunSection(
          name, run, run == null ? null : ReadableTime.of(run.notedAt(), language));
    }
  }

  @GetMapping(path = "/ops/keys", produces = MediaType.TEXT_HTML_VALUE)
  String show(
      QueryParameters query,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    Locale language = messages.resolveLanguage(request);
    KeysApi.KeysReport report = KeysApi.KeysReport.of(keys.read(), messages, language);
    OperatorFrame.addTo(model, "keys", response);
    model.addAttribute("left", report.left());
    addProgress(model, report);
    model.addAttribute("nodes", report.nodes());
    model.addAttribute("waitsFor", report.waitsFor());
    model.addAttribute(
        "rings",
        report.rings().stream()
            .map(
                ring ->
                    new RingSection(
                        ring.ring(),
                        ring.keys().stream().map(key -> KeyRow.of(key, language)).toList()))
            .toList());
    model.addAttribute(
        "works",
        Stream.of(
                RunSection.of("reencryption", report.reencryption(), language),
                RunSection.of("verification", report.verification(), language))
            .toList());
    model.addAttribute("requested", query.all("done").equals(List.of("requested")));
    return "ops-keys";
  }

  /** How far the re-encryption is, by the rows; how fast, by its last run. */
  private static void addProgress(Model model, KeysApi.KeysReport report) {
    long moved = Math.max(0, report.total() - report.left());
    KeysApi.KeyRun run = report.reencryption();
    long rate = run == null || run.ended() ? 0 : run.perSecond();
    model.addAttribute("moved", moved);
    model.addAttribute("percent", report.total() == 0 ? 100 : moved * 100 / report.total());
    model.addAttribute("rate", rate);
    model.addAttribute("timeLeft", rate == 0 ? "" : formatTime(report.left() / rate));
  }

  /** Minutes up to two hours, then hours. */
  private static String formatTime(long seconds) {
    long minutes = seconds / 60 + 1;
    return minutes <= 120 ? minutes + " min" : minutes / 60 + " h";
  }

  @PostMapping(path = "/ops/keys/verification", produces = MediaType.TEXT_HTML_VALUE)
  @Nullable String verify(HttpServletResponse response) {
    verification.request();
    return Redirects.seeOther(response, "/ops/keys?done=requested");
  }
}
