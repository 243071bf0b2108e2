package com.cloudaggregator.web.transfer;

import com.cloudaggregator.web.page.PageText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The texts that the script needs, by key. The script fills the placeholders in braces. */
public final class DialogTexts {
  /** Placeholders in the order of the text's arguments. */
  private static final Map<String, List<String>> PLACEHOLDERS =
      Map.of(
          "expiry", List.of("{time}", "{minutes}"),
          "expiry.one", List.of("{time}"),
          "expiry.none", List.of("{time}"),
          "transfer_cooldown", List.of("{time}"),
          "proof", List.of("{vendor}"),
          "space", List.of("{used}", "{total}"),
          "space.open", List.of("{used}"),
          "space.all", List.of("{space}"));

  private static final List<String> SPACE =
      List.of(
          "space",
          "space.open",
          "space.all",
          "space.unavailable",
          "space.no_storage",
          "space.not_reported",
          "space.none");

  private static final List<String> ALL =
      List.of(
          "loading",
          "title",
          "proof",
          "files",
          "expiry",
          "expiry.one",
          "expiry.none",
          "move",
          "different",
          "retry",
          "close",
          "again",
          "sending",
          "cloud",
          "ended.title",
          "ended.already_yours",
          "ended.owner_changed",
          "transfer_token_expired",
          "transfer_token_invalid",
          "account_not_found",
          "owner_changed",
          "already_yours",
          "account_frozen",
          "released",
          "transfer_token_other_user",
          "transfer_cooldown",
          "cooldown",
          "authentication_required",
          "forbidden",
          "trouble",
          "space",
          "space.open",
          "space.all",
          "space.unavailable",
          "space.no_storage",
          "space.not_reported",
          "space.none",
          "unnamed");

  private DialogTexts() {}

  /** The texts of the transfer dialog and of the space of an account. */
  public static Map<String, String> all(PageText text) {
    return select(ALL, text);
  }

  /** The texts of the space of an account. */
  public static Map<String, String> space(PageText text) {
    return select(SPACE, text);
  }

  private static Map<String, String> select(List<String> keys, PageText text) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : keys) {
      texts.put(
          key,
          text.get(
              "transfer." + key, PLACEHOLDERS.getOrDefault(key, List.of("{provider}")).toArray()));
    }
    return texts;
  }
}
