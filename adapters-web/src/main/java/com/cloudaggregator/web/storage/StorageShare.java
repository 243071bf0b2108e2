package com.cloudaggregator.web.storage;

import com.cloudaggregator.application.storage.StorageSummary;
import com.cloudaggregator.application.storage.StorageSummary.StorageUsage;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.web.page.PageText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of a provider in the bar of all storage.
 *
 * @param start where it begins, of 100
 * @param width of 100
 */
record StorageShare(String provider, String name, String text, double start, double width) {

  /**
   * The largest first, of the space of all accounts, or of what is used where one has no limit.
   * Empty if it would be the bar of a single account.
   */
  static List<StorageShare> of(StorageSummary summary, PageText text) {
    Map<Provider, Long> used = new LinkedHashMap<>();
    long sum = 0;
    int measured = 0;
    for (StorageSummary.AccountUsage each : summary.accounts()) {
      if (each.usage() instanceof StorageUsage.Measured(var space, var _)) {
        used.merge(each.account().providerAccount().provider(), space, Long::sum);
        sum += space;
        measured++;
      }
    }
    @Nullable Long total = summary.totalOrNull();
    double whole = Math.max(sum, total == null ? 0 : total);
    if (measured < 2 || whole == 0) {
      return List.of();
    }
    List<StorageShare> shares = new ArrayList<>();
    double start = 0;
    for (Map.Entry<Provider, Long> each :
        used.entrySet().stream()
            .sorted(Map.Entry.<Provider, Long>comparingByValue().reversed())
            .toList()) {
      double width = Math.round(10_000.0 * each.getValue() / whole) / 100.0;
      shares.add(
          new StorageShare(
              each.getKey().id(),
              text.nameOf(each.getKey()),
              text.get("transfer.space.open", StorageRow.formatSize(each.getValue(), text)),
              start,
              width));
      start += width;
    }
    return shares;
  }
}
