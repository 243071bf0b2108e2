package com.cloudaggregator.application.storage;

import com.cloudaggregator.domain.account.CloudAccount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How full a user's accounts are, in bytes.
 *
 * @param used sum over all measured accounts
 * @param totalOrNull sum over the same accounts; null if one of them has no total, since the sum
 *     would be meaningless
 */
public record StorageSummary(List<AccountUsage> accounts, long used, @Nullable Long totalOrNull) {

  /** One account. */
  public record AccountUsage(CloudAccount account, StorageUsage usage) {}

  /** What is known about the usage of one account. */
  public sealed interface StorageUsage {
    /**
     * @param totalOrNull null if the account has no limit of its own
     */
    record Measured(long used, @Nullable Long totalOrNull) implements StorageUsage {}

    /** The usage could not be determined at the moment. */
    record NotMeasured() implements StorageUsage {}

    record NeedsReconnect() implements StorageUsage {}

    /** The account has no storage at its provider. */
    record NoStorage() implements StorageUsage {}

    /** The provider has no call for the storage, so the usage is never known. */
    record NotReported() implements StorageUsage {}
  }

  static StorageSummary of(List<AccountUsage> accounts) {
    List<StorageUsage.Measured> known =
        accounts.stream()
            .map(AccountUsage::usage)
            .filter(StorageUsage.Measured.class::isInstance)
            .map(StorageUsage.Measured.class::cast)
            .toList();
    long used = 0;
    long total = 0;
    boolean isLimited = !known.isEmpty();
    for (StorageUsage.Measured space : known) {
      used += space.used();
      Long its = space.totalOrNull();
      isLimited &= its != null;
      total += its == null ? 0 : its;
    }
    return new StorageSummary(accounts, used, isLimited ? total : null);
  }
}
