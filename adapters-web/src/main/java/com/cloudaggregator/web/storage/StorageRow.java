package com.cloudaggregator.web.storage;

import com.cloudaggregator.application.storage.StorageSummary;
import com.cloudaggregator.application.storage.StorageSummary.StorageUsage;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.web.page.PageText;
import java.text.NumberFormat;
import org.jspecify.annotations.Nullable;

/**
 * The space of an account on the storage page.
 *
 * @param percent how full it is; null if that is not known, or if there is no limit
 */
record StorageRow(
    String account,
    String provider,
    String label,
    String status,
    String text,
    @Nullable Long percent) {
  private static final double MEGABYTE = 1024.0 * 1024;
  private static final double GIGABYTE = 1024 * MEGABYTE;

  static StorageRow of(StorageSummary.AccountUsage asked, PageText text) {
    return switch (asked.usage()) {
      case StorageUsage.Measured(var used, var total) ->
          of(asked.account(), "ok", format(used, total, text), percent(used, total), text);
      case StorageUsage.NotMeasured() ->
          of(asked.account(), "unavailable", text.get("transfer.space.unavailable"), null, text);
      case StorageUsage.NeedsReconnect() ->
          of(
              asked.account(),
              "needs_reconnect",
              text.get("account.status.needs_reconnect"),
              null,
              text);
      case StorageUsage.NoStorage() ->
          of(asked.account(), "no_storage", text.get("transfer.space.no_storage"), null, text);
      case StorageUsage.NotReported() ->
          of(asked.account(), "not_reported", text.get("transfer.space.not_reported"), null, text);
    };
  }

  private static @Nullable Long percent(long used, @Nullable Long total) {
    return total == null || total == 0 ? null : Math.min(100, Math.round(100.0 * used / total));
  }

  private static StorageRow of(
      CloudAccount account, String status, String words, @Nullable Long percent, PageText text) {
    return new StorageRow(
        account.id().toString(),
        account.providerAccount().provider().id(),
        account.nickname().isEmpty() ? text.nameOf(account.label()) : account.nickname().value(),
        status,
        words,
        percent);
  }

  /** The sum over all accounts; without a figure if no account's space is known. */
  static String formatTotal(StorageSummary summary, PageText text) {
    if (has(summary, StorageUsage.Measured.class)) {
      return format(summary.used(), summary.totalOrNull(), text);
    }
    return text.get(
        has(summary, StorageUsage.NotReported.class)
                && !has(summary, StorageUsage.NotMeasured.class)
            ? "transfer.space.not_reported"
            : "transfer.space.none");
  }

  private static boolean has(StorageSummary summary, Class<? extends StorageUsage> usage) {
    return summary.accounts().stream().anyMatch(each -> usage.isInstance(each.usage()));
  }

  /**
   * @param total null if there is no limit
   */
  private static String format(long used, @Nullable Long total, PageText text) {
    return total == null
        ? text.get("transfer.space.open", formatSize(used, text))
        : text.get("transfer.space", formatSize(used, text), formatSize(total, text));
  }

  /** Units of 1024, as the providers count them; less than one gigabyte in megabytes. */
  static String formatSize(long bytes, PageText text) {
    boolean small = bytes < GIGABYTE;
    NumberFormat number = NumberFormat.getNumberInstance(text.locale());
    number.setMaximumFractionDigits(small ? 0 : 1);
    return number.format(bytes / (small ? MEGABYTE : GIGABYTE)) + (small ? "\u00a0MB" : "\u00a0GB");
  }
}
