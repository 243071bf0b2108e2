package com.cloudaggregator.web;

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

/** What is seen before anybody is signed in: the first page, and the sign-in. */
@Controller
final class HomePages {
  /** Why somebody is at the sign-in page, as its address may say. */
  private static final Set<String> LOGIN_REASONS = Set.of("ended", "signed-out", "everywhere", "cancelled", "failed");

  private final MessageSource messages;
  private final WebAdapter.Settings settings;

  /** A card of the sign-in page in the reader's language. */
  record Option(String name, String initial, String description, String action, Map<String, String> fields) {}

  HomePages(MessageSource messages, WebAdapter.Settings settings) {
    this.messages = messages;
    this.settings = settings;
  }

  @GetMapping("/")
  @Nullable String home(@Nullable Principal principal, Model model, HttpServletResponse response) {
    if (principal != null) {
      return PagesController.seeOther(response, "/app");
    }
    model.addAttribute("demo", settings.bannerKey().isPresent());
    return "home";
  }

  @GetMapping("/login")
  String login(@RequestParam(required = false) @Nullable String why, Model model, Locale locale) {
    model.addAttribute("why", why != null && LOGIN_REASONS.contains(why) ? why : null);
    model.addAttribute("people", settings.signInOptions().stream().anyMatch(option -> !option.fields().isEmpty()));
    model.addAttribute("options", settings.signInOptions().stream().map(option -> option(option, locale)).toList());
    return "login";
  }

  /** A description may be the key of a message; if it is none, it is the text itself. */
  private Option option(WebAdapter.SignInOption option, Locale locale) {
    String description = messages.getMessage(option.description(), null, option.description(), locale);
    return new Option(
        option.name(),
        option.name().isEmpty() ? "" : option.name().substring(0, option.name().offsetByCodePoints(0, 1)),
        description == null ? "" : description,
        option.action().toString(),
        option.fields());
  }
}
