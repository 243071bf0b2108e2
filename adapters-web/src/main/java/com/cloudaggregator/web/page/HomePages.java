package com.cloudaggregator.web.page;

import com.cloudaggregator.web.SignInOption;
import com.cloudaggregator.web.WebSettings;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The pages for readers who are not signed in: the home page and the sign-in page. */
@Controller
final class HomePages {
  /** The reasons for showing the sign-in page that its address may carry. */
  private static final Set<String> LOGIN_REASONS =
      Set.of("ended", "signed-out", "everywhere", "cancelled", "failed");

  private final MessageSource messages;
  private final WebSettings settings;

  /** A card of the sign-in page in the reader's language. */
  record Option(
      String name, String initial, String description, String action, Map<String, String> fields) {}

  HomePages(MessageSource messages, WebSettings settings) {
    this.messages = messages;
    this.settings = settings;
  }

  @GetMapping("/")
  @Nullable String showHome(
      @Nullable Principal principal, Model model, HttpServletResponse response) {
    if (principal != null) {
      return Redirects.seeOther(response, "/app");
    }
    model.addAttribute("demo", settings.bannerKey().isPresent());
    return "home";
  }

  /** Who is signed in has nothing to do here, except in the demo, where they can switch users. */
  @GetMapping("/login")
  @Nullable String showLogin(
      @RequestParam(required = false) @Nullable String why,
      @Nullable Principal principal,
      Model model,
      Locale locale,
      HttpServletResponse response) {
    boolean people =
        settings.signInOptions().stream().anyMatch(option -> !option.fields().isEmpty());
    if (principal != null && !people) {
      return Redirects.seeOther(response, "/app");
    }
    model.addAttribute("why", why != null && LOGIN_REASONS.contains(why) ? why : null);
    model.addAttribute("people", people);
    model.addAttribute(
        "options",
        settings.signInOptions().stream().map(option -> toCard(option, locale)).toList());
    return "login";
  }

  /** A description is a message key, or the text itself if there is no such key. */
  private Option toCard(SignInOption option, Locale locale) {
    String description =
        messages.getMessage(option.description(), null, option.description(), locale);
    return new Option(
        option.name(),
        option.name().isEmpty()
            ? ""
            : option.name().substring(0, option.name().offsetByCodePoints(0, 1)),
        description == null ? "" : description,
        option.action().toString(),
        option.fields());
  }
}
