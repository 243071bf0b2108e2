package com.cloudaggregator.bootstrap.configuration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;

/** A misspelt property would be a setting that silently does not hold, so each name must be a known one. */
final class UnknownProperties {
  private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("cloud-aggregator");
  static final List<String> NAMES = List.of(
      "app-name", "public-url", "frontend-url", "cors.allowed-origins", "state-ttl", "purge-interval", "database",
      "users.mode", "users.secret", "users.jwks-uri", "users.issuer", "users.audience", "users.clock-skew",
      "users.jwks-cache-ttl", "users.jwks-min-refetch", "users.jwks-outage-ttl",
      "sign-in.name", "sign-in.issuer", "sign-in.client-id", "sign-in.client-secret", "sign-in.scopes",
      "sign-in.user-id-claim", "sign-in.role-claims",
      "transfer.token-ttl", "transfer.cooldown", "transfer.max-per-account", "access-token.min-validity",
      "access-token.refresh-ahead",       "limits.access-tokens-per-minute", "service-calls.retention",
      "keys.vault", "keys.transfer", "keys.flow", "webhook.url", "webhook.secret", "webhook.retention", "allow-insecure-loopback",
      "limits.starts-per-minute", "limits.live-offers", "api-docs.enabled", "logging.identifiers",
      "verification.retention", "jobs.takeover", "revocation.delay", "demo.data-directory", "demo.seed");
  static final List<String> PROVIDER_NAMES = List.of(
      "display-name", "client-id", "client-secret", "issuer", "authorization-uri", "token-uri", "user-info-uri",
      "jwks-uri", "revocation-uri", "permissions-pages", "scopes", "required-scopes", "storage-uri", "account-id-pointer", "label-pointer",
      "storage-used-pointer", "storage-total-pointer", "revocation", "connect-timeout", "total-timeout",
      "max-response-bytes", "max-concurrent-calls", "response-iss", "offline-access", "authorization-parameters", "consent-parameters",
      "client-authentication", "user-info-method", "storage-method", "id-token", "quirks", "refresh-token-grace");
  private static final Pattern PROVIDER = Pattern.compile("providers\\.([^.]+)\\.(.+)");

  private final ConfigurableEnvironment environment;

  UnknownProperties(ConfigurableEnvironment environment) {
    this.environment = environment;
  }

  List<Problem> find() {
    var unknown = new TreeSet<String>();
    for (var source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource iterable) {
        iterable.stream()
            .filter(ROOT::isAncestorOf)
            .map(name -> name.subName(1).toString())
            .filter(name -> !known(name))
            .forEach(unknown::add);
      }
    }
    var problems = new ArrayList<Problem>();
    for (String name : unknown) {
      problems.add(new Problem(
          "cloud-aggregator." + name,
          "There is no such property.",
          nearest(name).map(near -> "Did you mean cloud-aggregator." + near + "? Otherwise remove it.").orElse("Remove it.")));
    }
    return problems;
  }

  private static boolean known(String name) {
    var provider = PROVIDER.matcher(name);
    if (provider.matches()) {
      return isOneOf(PROVIDER_NAMES, provider.group(2));
    }
    // What a file holds has been read already; the variable that names it stays visible.
    String withoutFile = name.endsWith(".file") ? name.substring(0, name.length() - 5) : name;
    return isOneOf(NAMES, name) || isOneOf(NAMES, withoutFile);
  }

  private static boolean isOneOf(List<String> names, String name) {
    String plain = plain(name.endsWith(".file") ? name.substring(0, name.length() - 5) : name);
    return names.stream().map(UnknownProperties::plain).anyMatch(known ->
        plain.equals(known) || plain.startsWith(known + "[") || PARENTS.contains(known) && plain.startsWith(known + "."));
  }

  /** Those that hold a map or, by environment variables, a numbered list. */
  private static final List<String> PARENTS = List.of("authorizationparameters", "consentparameters");

  private static String plain(String name) {
    return name.replace("-", "").replaceAll("\\.(\\d+)$", "[$1]").toLowerCase(Locale.ROOT);
  }

  private static Optional<String> nearest(String name) {
    var provider = PROVIDER.matcher(name);
    String prefix = provider.matches() ? "providers." + provider.group(1) + "." : "";
    String rest = provider.matches() ? provider.group(2) : name;
    return (provider.matches() ? PROVIDER_NAMES : NAMES).stream()
        .filter(known -> distance(plain(known), plain(rest)) <= Math.max(2, known.length() / 4))
        .min(Comparator.comparingInt(known -> distance(plain(known), plain(rest))))
        .map(known -> prefix + known);
  }

  /** Levenshtein's. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
