package com.cloudaggregator.web.page;

import com.cloudaggregator.application.notice.ManageContact;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.web.WebSettings;
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
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The language and the theme, each in a cookie of this device; e-mails and sessions of the user.
 */
@Controller
final class SettingsPage {
  private final Languages languages;
  private final FindByIndexNameSessionRepository<? extends Session> sessions;
  private final ManageContact contacts;
  private final boolean secure;

  SettingsPage(
      Languages languages,
      ManageContact contacts,
      FindByIndexNameSessionRepository<? extends Session> sessions,
      WebSettings settings) {
    this.sessions = sessions;
    this.languages = languages;
    this.contacts = contacts;
    this.secure = settings.isSecure();
  }

  @GetMapping("/app/settings")
  String show(
      @RequestParam(required = false) @Nullable String done,
      UserId user,
      HttpServletRequest request,
      Locale locale,
      Model model) {
    model.addAttribute("mailOffered", contacts.isOffered());
    model.addAttribute("contact", contacts.find(user).orElse(null));
    HttpSession session = request.getSession(false);
    model.addAttribute("saved", "saved".equals(done));
    model.addAttribute("chosen", Theme.find(request).map(Theme::code).orElse("auto"));
    if (session != null) {
      Instant since = Instant.ofEpochMilli(session.getCreationTime());
      model.addAttribute("since", since.toString());
      model.addAttribute(
          "sinceText",
          DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                  .withLocale(locale)
                  .withZone(ZoneOffset.UTC)
                  .format(since)
              + " UTC");
    }
    return "settings";
  }

  @PostMapping("/app/settings")
  @Nullable String save(
      @RequestParam(defaultValue = "") String language,
      @RequestParam(defaultValue = "") String theme,
      HttpServletResponse response) {
    Languages.find(language)
        .ifPresent(
            known ->
                response.addHeader(HttpHeaders.SET_COOKIE, languages.cookie(known).toString()));
    response.addHeader(HttpHeaders.SET_COOKIE, Theme.cookie(Theme.find(theme), secure).toString());
    return Redirects.seeOther(response, "/app/settings?done=saved");
  }

  /** In the language of this page. */
  @PostMapping("/app/settings/mail")
  @Nullable String saveMail(
      UserId user,
      @RequestParam(defaultValue = "false") boolean wanted,
      Locale locale,
      HttpServletResponse response) {
    contacts.change(user, wanted, locale);
    return Redirects.seeOther(response, "/app/settings?done=saved");
  }

  /**
   * Ends every session of the user that exists now, on all nodes; sessions that begin later are not
   * affected. If the store fails halfway, the answer is 503 and the user repeats it.
   */
  @PostMapping("/app/settings/sessions/end")
  @Nullable String endAll(UserId user, HttpServletRequest request, HttpServletResponse response)
      throws ServletException {
    sessions.findByPrincipalName(user.value()).keySet().forEach(sessions::deleteById);
    request.logout();
    return Redirects.seeOther(response, "/login?why=everywhere#_");
  }
}
