package com.cloudaggregator.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.web.servlet.LocaleResolver;

/** Our words in the caller's language, which is English unless it is another that we speak. */
final class Texts {
  private static final Locale SPANISH = Locale.of("es");

  private final MessageSource messages;
  private final LocaleResolver locales;

  Texts(MessageSource messages, LocaleResolver locales) {
    this.messages = messages;
    this.locales = locales;
  }

  /** What the answer's {@code Content-Language} says. */
  Locale language(HttpServletRequest request) {
    Locale wanted = locales.resolveLocale(request);
    return wanted.getLanguage().equals(SPANISH.getLanguage()) ? SPANISH : Locale.ENGLISH;
  }

  /** The text of the first key, or of the second where there is none of the first. */
  String text(String key, String otherwise, Locale language) {
    String own = messages.getMessage(key, null, "", language);
    return own == null || own.isEmpty() ? text(otherwise, language) : own;
  }

  /** @throws org.springframework.context.NoSuchMessageException when the message files lack the key */
  String text(String key, Locale language) {
    return messages.getMessage(key, null, language);
  }
}
