package com.cloudaggregator.application.account;

import com.cloudaggregator.domain.account.CloudAccount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How full a user's accounts are, in bytes.
 *
 * @param used over all accounts that could be asked
 * @param totalOrNull over the same; null when one of them has no total, since there is then no sum that means anything
 */
public record StorageSummary(List<Account> accounts, long used, @Nullable Long totalOrNull) {

  /** One account's share. */
  public record Account(CloudAccount account, Space space) {}

  /** What could be found out about one account. */
  public sealed interface Space {
    /** @param totalOrNull null when the account has no limit of its own */
    record Known(long used, @Nullable Long totalOrNull) implements Space {}

    /** Not at the moment. */
    record Unavailable() implements Space {}

    record NeedsReconnect() implements Space {}
  }

  static StorageSummary of(List<Account> accounts) {
    List<Space.Known> known = accounts.stream()
        .map(Account::space)
        .filter(Space.Known.class::isInstance)
        .map(Space.Known.class::cast)
        .toList();
    long used = 0;
    long total = 0;
    boolean isLimited = !known.isEmpty();
    for (Space.Known space : known) {
      used += space.used();
      Long its = space.totalOrNull();
      isLimited &= its != null;
      total += its == null ? 0 : its;
    }
    return new StorageSummary(accounts, used, isLimited ? total : null);
  }
}
