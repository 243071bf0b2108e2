package com.cloudaggregator.web;

import com.cloudaggregator.application.session.UserSessions;
import com.cloudaggregator.domain.account.UserId;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttribute;

/** Language and theme, kept on this device by a cookie each, the session of this browser, and the end of all of them. */
@Controller
final class SettingsPage {
  private final Languages languages;
  private final UserSessions sessions;
  private final boolean secure;

  SettingsPage(Languages languages, UserSessions sessions, WebAdapter.Settings settings) {
    this.sessions = sessions;
    this.languages = languages;
    this.secure = "https".equals(settings.publicUrl().getScheme());
  }

  @GetMapping("/app/settings")
  String settings(
      @RequestParam(required = false) @Nullable String done,
      @SessionAttribute(name = WebAdapter.DISPLAY_NAME, required = false) @Nullable String displayName,
      HttpServletRequest request,
      Locale locale,
      Model model) {
    HttpSession session = request.getSession(false);
    PagesController.frame(model, displayName);
    model.addAttribute("saved", "saved".equals(done));
    model.addAttribute("chosen", Theme.of(request).map(Theme::code).orElse("auto"));
    if (session != null) {
      Instant since = Instant.ofEpochMilli(session.getCreationTime());
      model.addAttribute("since", since.toString());
      model.addAttribute("sinceText", DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
          .withLocale(locale).withZone(ZoneOffset.UTC).format(since) + " UTC");
    }
    return "settings";
  }

  @PostMapping("/app/settings")
  @Nullable String save(
      @RequestParam(defaultValue = "") String language,
      @RequestParam(defaultValue = "") String theme,
      HttpServletResponse response) {
    Languages.known(language).ifPresent(known ->
        response.addHeader(HttpHeaders.SET_COOKIE, languages.cookie(known).toString()));
    response.addHeader(HttpHeaders.SET_COOKIE, Theme.cookie(Theme.of(theme), secure).toString());
    return PagesController.seeOther(response, "/app/settings?done=saved");
  }

  /** This browser's own goes too, at once and not only when it is met again. */
  @PostMapping("/app/settings/sessions/end")
  @Nullable String endAll(UserId user, HttpServletRequest request, HttpServletResponse response) throws ServletException {
    sessions.endAll(user);
    request.logout();
    return PagesController.seeOther(response, "/login?why=everywhere#_");
  }
}
