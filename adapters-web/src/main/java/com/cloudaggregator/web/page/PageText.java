package com.cloudaggregator.web.page;

import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderProfile;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.springframework.context.MessageSource;

/**
 * The texts, names and times of a page in one language. Values of the request are looked up and
 * never repeated.
 */
public final class PageText {
  private final MessageSource messages;
  private final Locale locale;
  private final List<ProviderProfile> providers;
  private final DateTimeFormatter day;
  private final DateTimeFormatter minute;

  PageText(MessageSource messages, Locale locale, List<ProviderProfile> providers) {
    this.messages = messages;
    this.locale = locale;
    this.providers = providers;
    // The server does not know the reader's time zone; the script converts the times.
    this.day =
        DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
            .withLocale(locale)
            .withZone(ZoneOffset.UTC);
    this.minute =
        DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
            .withLocale(locale)
            .withZone(ZoneOffset.UTC);
  }

  public Locale locale() {
    return locale;
  }

  /** All providers, configured or not. */
  public List<ProviderProfile> providers() {
    return providers;
  }

  public String get(String key, Object... arguments) {
    return messages.getMessage(key, arguments, locale);
  }

  public Optional<ProviderProfile> findProvider(String id) {
    return providers.stream().filter(each -> each.provider().id().equals(id)).findFirst();
  }

  public String nameOf(Provider provider) {
    return findProvider(provider.id()).map(ProviderProfile::displayName).orElse(provider.id());
  }

  /**
   * The company that users sign in with, which may differ from the drive's name: Microsoft for
   * OneDrive.
   */
  public String vendorOf(Provider provider) {
    return Objects.requireNonNull(
        messages.getMessage(
            "provider." + provider.id() + ".vendor", null, nameOf(provider), locale));
  }

  /** The label, or a text for an account without one. */
  public String nameOf(AccountLabel label) {
    return label.value().isEmpty() ? get("account.unnamed") : label.value();
  }

  /** A masked label, or a text for an account without one. */
  public String nameOfMasked(String label) {
    return label.equals(AccountLabel.NONE.masked()) ? get("account.unnamed") : label;
  }

  public String formatDay(Instant at) {
    return day.format(at);
  }

  public String formatMinute(Instant at) {
    return minute.format(at) + " UTC";
  }

  public Moment toDay(Instant at) {
    return new Moment(at.toString(), formatDay(at));
  }

  public Moment toMinute(Instant at) {
    return new Moment(at.toString(), formatMinute(at));
  }

  /** A time, and its text in UTC for browsers without the script. */
  public record Moment(String at, String text) {}
}
