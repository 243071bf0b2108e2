package com.cloudaggregator.web.disconnect;

import com.cloudaggregator.application.disconnect.ListDisconnectedAccounts;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.web.page.PageText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An account that the user disconnected recently, and how far the permission at the provider is
 * revoked.
 *
 * @param text what the state means
 * @param connectable whether the provider is still configured
 * @param fresh whether it is the account that the page's message is about
 */
public record DisconnectedCard(
    String id,
    String provider,
    String providerName,
    String label,
    String at,
    String atText,
    String state,
    String text,
    List<ProviderLink> pages,
    boolean connectable,
    boolean fresh) {

  /**
   * @param entries newest first
   * @param justNow the provider of the account that the user has just disconnected; empty if there
   *     is none
   */
  public static List<DisconnectedCard> list(
      List<ListDisconnectedAccounts.DisconnectedEntry> entries, String justNow, PageText text) {
    Optional<ListDisconnectedAccounts.DisconnectedEntry> fresh =
        entries.stream()
            .filter(entry -> entry.account().provider().id().equals(justNow))
            .findFirst();
    return entries.stream()
        .filter(entry -> entry.account().revocation() != RevocationState.DROPPED)
        .map(entry -> of(entry, fresh.filter(entry::equals).isPresent(), text))
        .toList();
  }

  private static DisconnectedCard of(
      ListDisconnectedAccounts.DisconnectedEntry entry, boolean fresh, PageText text) {
    var account = entry.account();
    String state = account.revocation().name().toLowerCase(Locale.ROOT);
    return new DisconnectedCard(
        account.id().toString(),
        account.provider().id(),
        entry.profile().map(ProviderProfile::displayName).orElse(account.provider().id()),
        text.nameOfMasked(account.maskedLabel()),
        account.at().toString(),
        text.formatDay(account.at()),
        state,
        text.get("revocation." + state),
        entry.profile().map(ProviderLink::list).orElse(List.of()),
        entry.profile().filter(ProviderProfile::configured).isPresent(),
        fresh);
  }
}
