package com.cloudaggregator.bootstrap.demo.provider;

import org.springframework.web.util.HtmlUtils;

/** The page where a demo account is picked. Plainly no vendor's own; works without scripts. */
final class ConsentPage {
  private ConsentPage() {}

  static String of(Vendor vendor, String ticket, String hint) {
    var choices = new StringBuilder();
    boolean first = true;
    boolean hinted = vendor.accounts(hint).stream().anyMatch(account -> account.email().equals(hint));
    for (DemoAccount account : vendor.accounts(hint)) {
      boolean checked = hinted ? account.email().equals(hint) : first;
      first = false;
      choices.append("""
          <label><input type="radio" name="account" value="%s"%s required>
            <span><strong>%s</strong><br>%s</span></label>
          """.formatted(
              escaped(account.id()), checked ? " checked" : "", escaped(account.displayName()),
              escaped(account.email())));
    }
    return document("Demo stand-in for " + vendor.displayName(), """
        <p>This page plays the part of %1$s's sign-in. It is part of the demo: no password, and nothing leaves this
        computer.</p>
        <form method="post" action="/demo/providers/%2$s/consent">
          <input type="hidden" name="ticket" value="%3$s">
          <fieldset><legend>Sign in as</legend>
          %4$s</fieldset>
          <p>Cloud Aggregator asks to read the files of this account, also while you are away.</p>
          <div class="buttons">
            <button name="decision" value="allow" id="demo-allow">Allow</button>
            <button name="decision" value="deny" id="demo-deny" class="quiet">Deny</button>
            <button name="decision" value="allow_online" id="demo-allow-online" class="quiet">Allow, but not while I am
              away (no refresh token)</button>
          </div>
        </form>
        """.formatted(escaped(vendor.displayName()), vendor.id(), escaped(ticket), choices));
  }

  static String refusal() {
    return document("This request cannot be answered",
        "<p>The client or the address to return to is not the one registered here. Nothing was sent there.</p>");
  }

  static String usedUp() {
    return document("This page was used already",
        "<p>Go <a href=\"/app\">back to the program</a> and start the connection again.</p>");
  }

  private static String document(String title, String body) {
    return """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%1$s</title><link rel="stylesheet" href="/demo/providers/consent.css"></head>
        <body><p class="banner">Demo data: nothing leaves this computer</p>
        <main><h1>%1$s</h1>
        %2$s
        </main></body></html>
        """.formatted(escaped(title), body);
  }

  private static String escaped(String text) {
    return HtmlUtils.htmlEscape(text, "UTF-8");
  }
}
