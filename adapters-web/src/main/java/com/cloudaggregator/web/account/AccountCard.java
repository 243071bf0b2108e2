package com.cloudaggregator.web.account;

import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.web.page.PageText;
import com.cloudaggregator.web.page.PageText.Moment;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An account of the reader.
 *
 * @param label as the provider sends it
 * @param nickname the reader's own name for it; null if there is none
 * @param maskedLabel shown beneath the nickname
 * @param reason why it needs attention; null if it does not
 * @param fresh whether it is the account that the page's message is about
 * @param lost since when it needs attention; null if it does not, or if the history no longer has
 *     it
 * @param frozen whether an operator keeps it from being used and moved
 * @param refreshing whether its access token was being refreshed when the page was made
 */
record AccountCard(
    String id,
    String provider,
    String providerName,
    String label,
    @Nullable String nickname,
    String maskedLabel,
    String status,
    @Nullable String reason,
    String since,
    String sinceText,
    boolean fresh,
    @Nullable Moment lost,
    boolean frozen,
    boolean refreshing) {

  static AccountCard of(
      CloudAccount account,
      boolean fresh,
      @Nullable Instant lost,
      boolean refreshing,
      PageText text) {
    Provider provider = account.providerAccount().provider();
    return new AccountCard(
        account.id().toString(),
        provider.id(),
        text.nameOf(provider),
        text.nameOf(account.label()),
        account.nickname().isEmpty() ? null : account.nickname().value(),
        account.label().masked(),
        account.status().name().toLowerCase(Locale.ROOT),
        account.reason() == null
            ? null
            : text.get("account.reason." + account.reason().code(), text.nameOf(provider)),
        account.connectedAt().toString(),
        text.formatDay(account.connectedAt()),
        fresh,
        lost == null ? null : text.toDay(lost),
        account.isFrozen(),
        refreshing);
  }

  /** The nickname if there is one, else the label. */
  public String title() {
    return nickname != null ? nickname : label;
  }

  /** What a search looks through. */
  String searched() {
    return (title() + " " + label + " " + providerName).toLowerCase(Locale.ROOT);
  }
}
