package com.cloudaggregator.bootstrap.demo.provider;

import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.web.util.HtmlUtils;

/**
 * The consent page, in the browser's language and with no provider's branding. It works without
 * scripts.
 */
final class ConsentPage {
  private final MessageSource messages;
  private final Locale locale;

  ConsentPage(MessageSource messages, Locale locale) {
    this.messages = messages;
    this.locale = locale;
  }

  String of(Vendor vendor, String ticket, String hint) {
    var choices = new StringBuilder();
    boolean first = true;
    boolean hinted =
        vendor.accounts(hint).stream().anyMatch(account -> account.email().equals(hint));
    for (DemoAccount account : vendor.accounts(hint)) {
      boolean checked = hinted ? account.email().equals(hint) : first;
      first = false;
      choices.append(
          """
          <label><input type="radio" name="account" value="%s"%s required>
            <span><strong>%s</strong><br>%s</span></label>
          """
              .formatted(
                  escaped(account.id()),
                  checked ? " checked" : "",
                  escaped(account.displayName()),
                  escaped(account.email())));
    }
    return document(
        text("demo.consent.title", vendor.displayName()),
        """
        <p>%s</p>
        <form method="post" action="/demo/providers/%s/consent">
          <input type="hidden" name="ticket" value="%s">
          <fieldset><legend>%s</legend>
          %s</fieldset>
          <p>%s</p>
          <div class="buttons">
            <button name="decision" value="allow" id="demo-allow">%s</button>
            <button name="decision" value="deny" id="demo-deny" class="quiet">%s</button>
            <button name="decision" value="allow_online" id="demo-allow-online" class="quiet">%s</button>
          </div>
        </form>
        """
            .formatted(
                text("demo.consent.text", vendor.displayName()),
                vendor.id(),
                escaped(ticket),
                text("demo.consent.who"),
                choices,
                text("demo.consent.asks"),
                text("demo.consent.allow"),
                text("demo.consent.deny"),
                text("demo.consent.online")));
  }

  String refusal() {
    return document(
        text("demo.consent.refusal"), "<p>" + text("demo.consent.refusal.text") + "</p>");
  }

  String usedUp() {
    return document(
        text("demo.consent.used"),
        "<p>"
            + text("demo.consent.used.text")
            + "</p><p><a href=\"/app\">"
            + text("demo.consent.used.back")
            + "</a></p>");
  }

  private String document(String title, String body) {
    return """
        <!doctype html>
        <html lang="%1$s">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%2$s</title><link rel="stylesheet" href="/demo/providers/consent.css"></head>
        <body><p class="banner">%3$s</p>
        <main><h1>%2$s</h1>
        %4$s
        </main></body></html>
        """
        .formatted(locale.getLanguage(), title, text("demo.banner"), body);
  }

  /** The message, escaped for HTML. */
  private String text(String key, Object... arguments) {
    return escaped(messages.getMessage(key, arguments, locale));
  }

  private static String escaped(String text) {
    return HtmlUtils.htmlEscape(text, "UTF-8");
  }
}
