package com.cloudaggregator.web.page;

import com.cloudaggregator.application.provider.ListProviders;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Gives a page its {@link PageText}. */
@Component
public final class PageTexts {
  private final MessageSource messages;
  private final ListProviders providers;

  PageTexts(MessageSource messages, ListProviders providers) {
    this.messages = messages;
    this.providers = providers;
  }

  public PageText forLocale(Locale locale) {
    return new PageText(messages, locale, providers.list());
  }
}
