package com.cloudaggregator.web.connect;

import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.web.page.PageText;
import java.util.List;
import java.util.Locale;

/**
 * A provider to connect an account of.
 *
 * @param configured whether the provider is available
 * @param scopes the permissions that the flow asks for
 * @param property the property that an operator sets to make it available
 * @param variable the environment variable for the same
 */
public record ProviderTile(
    String id,
    String name,
    String vendor,
    boolean configured,
    List<ProviderScope> scopes,
    String property,
    String variable) {

  public static List<ProviderTile> list(PageText text) {
    return text.providers().stream().map(profile -> of(profile, text)).toList();
  }

  private static ProviderTile of(ProviderProfile profile, PageText text) {
    String id = profile.provider().id();
    return new ProviderTile(
        id,
        profile.displayName(),
        text.vendorOf(profile.provider()),
        profile.configured(),
        ProviderScope.ofFlow(profile, text),
        "cloud-aggregator.providers." + id + ".client-id",
        "CLOUDAGGREGATOR_PROVIDERS_" + id.toUpperCase(Locale.ROOT) + "_CLIENTID");
  }
}
