package com.cloudaggregator.web.connect;

import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.web.page.PageText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A permission at the provider.
 *
 * @param name the provider's scopes for it, separated by spaces; empty if no scope names it
 * @param reason what it allows us to do
 */
public record ProviderScope(String name, String reason) {
  private static final String OFFLINE = "offline";

  /** One entry for each reason, in the order of the scopes. */
  public static List<ProviderScope> list(List<String> scopes, PageText text) {
    Map<String, List<String>> byReason =
        scopes.stream()
            .collect(
                Collectors.groupingBy(
                    ProviderScope::classify, LinkedHashMap::new, Collectors.toList()));
    return byReason.entrySet().stream()
        .map(
            each ->
                new ProviderScope(
                    String.join(" ", each.getValue()), text.get("scope." + each.getKey())))
        .toList();
  }

  /** The permissions that a flow asks for: offline access is one, even where no scope names it. */
  static List<ProviderScope> ofFlow(ProviderProfile profile, PageText text) {
    List<ProviderScope> named = list(profile.scopes(), text);
    if (named.isEmpty()
        || !profile.offlineAccess()
        || profile.scopes().stream().anyMatch(scope -> OFFLINE.equals(classify(scope)))) {
      return named;
    }
    return Stream.concat(
            named.stream(), Stream.of(new ProviderScope("", text.get("scope." + OFFLINE))))
        .toList();
  }

  /** By the words that the providers use in their scope names. */
  private static String classify(String scope) {
    String name = scope.toLowerCase(Locale.ROOT);
    if (name.contains(OFFLINE)) {
      return OFFLINE;
    }
    if (name.contains("openid")
        || name.contains("profile")
        || name.contains("email")
        || name.contains("user.read")
        || name.contains("account_info")) {
      return "identity";
    }
    if (name.contains("write")) {
      return "write";
    }
    return name.contains("read") || name.contains("metadata") ? "read" : "other";
  }
}
