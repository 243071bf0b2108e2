package com.cloudaggregator.web.notice;

import com.cloudaggregator.application.disconnect.ListDisconnectedAccounts.DisconnectedEntry;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.ownership.TransferNotice;
import com.cloudaggregator.web.disconnect.ProviderLink;
import com.cloudaggregator.web.page.PageText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A notice that an account was transferred away.
 *
 * @param label masked; null for an account without one
 * @param back whether the reader owns the account again
 * @param ended whether the reader owned the account again and has disconnected it
 * @param page where the reader sees at the provider who has access; null if it has no such page
 */
public record NoticeCard(
    String id,
    String provider,
    String providerName,
    String vendor,
    @Nullable String label,
    String at,
    String atText,
    boolean read,
    boolean back,
    boolean ended,
    @Nullable ProviderLink page) {

  /**
   * @param owned the accounts that the reader owns now
   * @param disconnected the accounts that the reader has disconnected recently
   */
  public static NoticeCard of(
      TransferNotice notice,
      List<CloudAccount> owned,
      List<DisconnectedEntry> disconnected,
      PageText text) {
    Provider provider = notice.provider();
    return new NoticeCard(
        notice.id().toString(),
        provider.id(),
        text.nameOf(provider),
        text.vendorOf(provider),
        AccountLabel.NONE.masked().equals(notice.maskedLabel()) ? null : notice.maskedLabel(),
        notice.at().toString(),
        text.formatMinute(notice.at()),
        notice.acknowledgedAt() != null,
        owned.stream().anyMatch(account -> account.id().equals(notice.account())),
        disconnected.stream()
            .map(DisconnectedEntry::account)
            .anyMatch(
                account ->
                    account.account().equals(notice.account())
                        && account.at().isAfter(notice.at())),
        text.findProvider(provider.id())
            .flatMap(profile -> ProviderLink.list(profile).stream().findFirst())
            .orElse(null));
  }
}
