package com.cloudaggregator.web.text;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.LocaleResolver;

/** Message texts in the language of the caller; English for a language that we have no texts in. */
@Component
public final class Messages {
  private static final Locale SPANISH = Locale.of("es");

  private final MessageSource messages;
  private final LocaleResolver locales;

  Messages(MessageSource messages, LocaleResolver locales) {
    this.messages = messages;
    this.locales = locales;
  }

  /** The language of the answer, as {@code Content-Language} names it. */
  public Locale resolveLanguage(HttpServletRequest request) {
    Locale wanted = locales.resolveLocale(request);
    return wanted.getLanguage().equals(SPANISH.getLanguage()) ? SPANISH : Locale.ENGLISH;
  }

  /** The text of the first key, or that of the second if the first has none. */
  public String get(String key, String fallbackKey, Locale language) {
    String text = messages.getMessage(key, null, "", language);
    return text == null || text.isEmpty() ? get(fallbackKey, language) : text;
  }

  /**
   * @throws org.springframework.context.NoSuchMessageException if the message files lack the key
   */
  public String get(String key, Locale language) {
    return messages.getMessage(key, null, language);
  }
}
