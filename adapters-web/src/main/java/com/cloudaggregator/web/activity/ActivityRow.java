package com.cloudaggregator.web.activity;

import com.cloudaggregator.domain.ownership.ActivityEntry;
import com.cloudaggregator.web.page.PageText;

/**
 * One line of a user's history on a page.
 *
 * @param label a text instead of the label if the account has none that the user may read
 * @param day in UTC; the script replaces it by the day of the reader's time zone
 */
public record ActivityRow(
    String account,
    String provider,
    String kind,
    String sentence,
    String label,
    String at,
    String atText,
    String day) {

  public static ActivityRow of(ActivityEntry entry, PageText text) {
    String label = entry.labelOrNull();
    return new ActivityRow(
        entry.cursor().account().toString(),
        entry.provider().id(),
        entry.kind().code(),
        text.get("activity.kind." + entry.kind().code(), text.nameOf(entry.provider())),
        label == null || label.isEmpty() ? text.get("activity.formerly") : label,
        entry.at().toString(),
        text.formatMinute(entry.at()),
        text.formatDay(entry.at()));
  }

  /** The name of its picture. */
  public String icon() {
    return switch (kind) {
      case "transferred_in", "transferred_out" -> "moved";
      case "needs_reconnect" -> "warning";
      case "released" -> "released";
      default -> "connected";
    };
  }

  /** The class of its picture. */
  public String tone() {
    return switch (kind) {
      case "needs_reconnect" -> "warn";
      case "transferred_out", "released" -> "gone";
      default -> "here";
    };
  }
}
