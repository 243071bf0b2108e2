package com.cloudaggregator.web.account;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.account.OwnedAccount;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.web.page.PageText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of a user, as the accounts page shows them.
 *
 * @param more whether there are more accounts than these
 */
record AccountsView(List<AccountCard> connected, List<AccountCard> attention, boolean more) {
  private static final int MIN_ROWS = 8;
  private static final String ATTENTION = "attention";

  /** How many accounts the banner names. */
  private static final int MAX_NAMES = 3;

  /**
   * @param fresh the account that the page's message is about
   * @param lost since when accounts need attention, where known
   */
  static AccountsView of(
      Slice<OwnedAccount, AccountId> owned,
      @Nullable AccountId fresh,
      Map<AccountId, Instant> lost,
      PageText text) {
    Map<Boolean, List<AccountCard>> byAttention =
        owned.items().stream()
            .map(
                each ->
                    AccountCard.of(
                        each.account(),
                        each.account().id().equals(fresh),
                        lost.get(each.account().id()),
                        each.refreshing(),
                        text))
            .collect(Collectors.partitioningBy(card -> card.reason() != null));
    return new AccountsView(
        byAttention.getOrDefault(false, List.of()),
        byAttention.getOrDefault(true, List.of()),
        owned.next().isPresent());
  }

  /** Whether the accounts are too many for a card each; then they are rows with a search. */
  boolean isLong() {
    return connected.size() + attention.size() >= MIN_ROWS;
  }

  boolean has(String provider) {
    return Stream.concat(connected.stream(), attention.stream())
        .anyMatch(card -> card.provider().equals(provider));
  }

  /**
   * The accounts that match.
   *
   * @param words a part of the nickname, the label or the provider's name, in any case; empty for
   *     all accounts
   * @param show {@code attention}, or the id of a provider; anything else for all accounts
   */
  AccountsView search(String words, String show) {
    String wanted = words.strip().toLowerCase(Locale.ROOT);
    Predicate<AccountCard> matches =
        card -> card.searched().contains(wanted) && (!has(show) || card.provider().equals(show));
    return new AccountsView(
        show.equals(ATTENTION) ? List.of() : connected.stream().filter(matches).toList(),
        attention.stream().filter(matches).toList(),
        more);
  }

  boolean isEmpty() {
    return connected.isEmpty() && attention.isEmpty();
  }

  /** The names of the first accounts that need attention. */
  List<String> attentionNames() {
    return attention.stream().limit(MAX_NAMES).map(AccountCard::title).toList();
  }
}
