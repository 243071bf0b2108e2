package com.cloudaggregator.web;

import com.cloudaggregator.application.account.ListDisconnected;
import com.cloudaggregator.domain.account.ProviderProfile;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;

/** Adds to the accounts page what its user let go of late, and how far the permission is withdrawn. */
final class DisconnectedAccounts implements HandlerInterceptor {
  private final ListDisconnected disconnections;
  private final Texts texts;

  DisconnectedAccounts(ListDisconnected disconnections, Texts texts) {
    this.disconnections = disconnections;
    this.texts = texts;
  }

  /**
   * One disconnection.
   *
   * @param text what the state means
   * @param pages the provider's own, where the user can withdraw the permission
   * @param connectable whether the provider is configured still
   * @param fresh whether it is what the page was opened for
   */
  record Gone(
      String id,
      String provider,
      String providerName,
      String label,
      String at,
      String atText,
      String state,
      String text,
      List<Page> pages,
      boolean connectable,
      boolean fresh) {}

  /** A page of the provider's, named by its host. */
  record Page(String host, String address) {
    static Page of(URI address) {
      return new Page(String.valueOf(address.getHost()), address.toString());
    }
  }

  @Override
  public void postHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable ModelAndView page) {
    if (page == null || !"app".equals(page.getViewName())) {
      return;
    }
    Locale locale = texts.language(request);
    Optional.ofNullable(request.getUserPrincipal()).flatMap(PrincipalUser::of).ifPresent(user -> page.addObject(
        "disconnected", gone(disconnections.list(user), justNow(page), locale)));
  }

  /** The provider of what was disconnected just now, as the page says; empty when it says nothing like that. */
  private static String justNow(ModelAndView page) {
    return page.getModel().get("message") instanceof AppPage.Message message && message.code().equals("disconnected")
        ? String.valueOf(page.getModel().get("transferProvider"))
        : "";
  }

  /** Newest first, so the first of that provider is the one. */
  private List<Gone> gone(List<ListDisconnected.Entry> entries, String justNow, Locale locale) {
    Optional<ListDisconnected.Entry> fresh =
        entries.stream().filter(entry -> entry.account().provider().id().equals(justNow)).findFirst();
    return entries.stream().map(entry -> gone(entry, fresh.filter(entry::equals).isPresent(), locale)).toList();
  }

  static List<Page> pages(ProviderProfile profile) {
    return profile.permissionsPages().stream().map(Page::of).toList();
  }

  private Gone gone(ListDisconnected.Entry entry, boolean fresh, Locale locale) {
    var account = entry.account();
    String state = account.revocation().name().toLowerCase(Locale.ROOT);
    return new Gone(
        account.id().toString(),
        account.provider().id(),
        entry.profile().map(ProviderProfile::displayName).orElse(account.provider().id()),
        account.maskedLabel(),
        account.at().toString(),
        DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(locale).withZone(ZoneOffset.UTC)
            .format(account.at()),
        state,
        texts.text("revocation." + state, locale),
        entry.profile().map(DisconnectedAccounts::pages).orElse(List.of()),
        entry.profile().filter(ProviderProfile::configured).isPresent(),
        fresh);
  }
}
