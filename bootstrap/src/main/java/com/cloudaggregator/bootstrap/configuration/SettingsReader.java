package com.cloudaggregator.bootstrap.configuration;

import com.cloudaggregator.bootstrap.configuration.Settings.AccessTokens;
import com.cloudaggregator.bootstrap.configuration.Settings.Database;
import com.cloudaggregator.bootstrap.configuration.Settings.Identifiers;
import com.cloudaggregator.bootstrap.configuration.Settings.Jobs;
import com.cloudaggregator.bootstrap.configuration.Settings.Key;
import com.cloudaggregator.bootstrap.configuration.Settings.Keys;
import com.cloudaggregator.bootstrap.configuration.Settings.Limits;
import com.cloudaggregator.bootstrap.configuration.Settings.SignIn;
import com.cloudaggregator.bootstrap.configuration.Settings.Transfer;
import com.cloudaggregator.bootstrap.configuration.Settings.Users;
import com.cloudaggregator.bootstrap.configuration.Settings.Verification;
import com.cloudaggregator.bootstrap.configuration.Settings.Webhook;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Profiles;

/**
 * Reads the settings and collects every problem on the way, so that an operator mends all of them in one go. What is
 * missing or wrong is replaced by a stand-in until the end of the reading; no stand-in ever leaves {@link #read}.
 */
final class SettingsReader {
  private static final String PREFIX = "cloud-aggregator.";
  private static final String APP_NAME = "Cloud Aggregator";
  private static final int KEY_BYTES = 32;
  private static final int MIN_SECRET_BYTES = 32;
  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
  private static final Pattern ROUGH_LOOPBACK = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");
  private static final String SECRET_POST = "client_secret_post";
  private static final Duration SOONEST_AHEAD = Duration.ofMinutes(1);
  private static final String DEMO_MARK = "demo-";
  private static final URI NOWHERE = URI.create("https://invalid.invalid");
  private static final String KEY_ADVICE = "Set it to a list of id:base64-of-32-bytes, the first being the active one; "
      + "make a key by: openssl rand -base64 32";

  private final ConfigurableEnvironment environment;
  private final Binder binder;
  private final List<Problem> problems;
  private final boolean demo;
  private final Map<String, String> secretsSeen = new HashMap<>();

  /** @param problems those found before; more are added */
  SettingsReader(ConfigurableEnvironment environment, List<Problem> problems) {
    this.environment = environment;
    this.binder = Binder.get(environment);
    this.problems = problems;
    this.demo = environment.acceptsProfiles(Profiles.of("demo"));
  }

  /** @throws ConfigurationException with all problems, when there is any */
  Settings read() {
    new UnknownProperties(environment).find().forEach(problems::add);
    boolean loopbackAllowed = flag("allow-insecure-loopback", demo);
    URI publicUrl = required("public-url", "the origin under which browsers reach this program")
        .map(text -> origin("public-url", text, loopbackAllowed))
        .orElse(NOWHERE);
    URI frontendUrl = text("frontend-url")
        .map(text -> origin("frontend-url", text, loopbackAllowed))
        .orElse(publicUrl);
    var settings = new Settings(
        text("app-name").orElse(APP_NAME),
        publicUrl,
        frontendUrl,
        corsOrigins(publicUrl, frontendUrl, loopbackAllowed),
        users(loopbackAllowed),
        signIn(loopbackAllowed),
        providers(loopbackAllowed),
        duration("state-ttl", Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofMinutes(10)),
        new Transfer(
            duration("transfer.token-ttl", Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofMinutes(10)),
            duration("transfer.cooldown", Duration.ZERO, Duration.ZERO, Duration.ofDays(30)),
            number("transfer.max-per-account", 3, 1, 1000)),
        accessTokens(),
        new Keys(keys("keys.vault"), keys("keys.transfer"), keys("keys.flow")),
        webhook(loopbackAllowed),
        duration("webhook.retention", Duration.ofDays(30), Duration.ofDays(7), Duration.ofDays(3650)),
        database(),
        loopbackAllowed,
        duration("purge-interval", Duration.ofMinutes(10), Duration.ofSeconds(10), Duration.ofDays(1)),
        new Jobs(
            duration("jobs.takeover", Duration.ofMinutes(1), Duration.ofSeconds(4), Duration.ofHours(1)),
            duration("revocation.delay", Duration.ofSeconds(10), Duration.ZERO, Duration.ofHours(24))),
        duration("verification.retention", Duration.ofDays(90), Duration.ofDays(1), Duration.ofDays(3650)),
        new Limits(
            number("limits.starts-per-minute", 10, 1, 10_000), number("limits.live-offers", 5, 1, 1000)),
        flag("api-docs.enabled", demo),
        oneOf("logging.identifiers", Identifiers.class).orElse(Identifiers.RAW),
        demo);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return settings;
  }

  private AccessTokens accessTokens() {
    Duration minValidity =
        duration("access-token.min-validity", Duration.ofMinutes(2), Duration.ofSeconds(10), Duration.ofMinutes(30));
    Duration ahead = duration("access-token.refresh-ahead", Duration.ZERO, Duration.ZERO, Duration.ofHours(1));
    if (ahead.isPositive() && ahead.compareTo(minValidity.plus(SOONEST_AHEAD)) < 0) {
      problem("access-token.refresh-ahead", "So late, a token has been refreshed by whoever asked for it.",
          "Set it to " + inWords(minValidity.plus(SOONEST_AHEAD))
              + " at least (a minute more than access-token.min-validity), or to 0s to switch it off");
    }
    return new AccessTokens(
        minValidity,
        ahead,
        number("limits.access-tokens-per-minute", 600, 1, 1_000_000),
        duration("service-calls.retention", Duration.ofDays(365), Duration.ofDays(1), Duration.ofDays(3650)));
  }

  private List<String> corsOrigins(URI publicUrl, URI frontendUrl, boolean loopbackAllowed) {
    List<String> configured = list("cors.allowed-origins");
    if (configured.isEmpty()) {
      return frontendUrl.equals(publicUrl) ? List.of() : List.of(frontendUrl.toString());
    }
    var origins = new ArrayList<String>();
    for (int i = 0; i < configured.size(); i++) {
      origins.add(origin("cors.allowed-origins[" + i + "]", configured.get(i), loopbackAllowed).toString());
    }
    return List.copyOf(origins);
  }

  private Users users(boolean loopbackAllowed) {
    Verification verification = switch (text("users.mode").orElse("")) {
      case "hs256" -> sharedSecret();
      case "jwks" -> keySet(loopbackAllowed);
      case "" -> {
        problem("users.mode", "It is not said how users' tokens are verified.",
            "Set it to hs256 (with users.secret) or jwks (with users.jwks-uri)");
        yield new Verification.SharedSecret(new Secret("-"));
      }
      default -> {
        problem("users.mode", "This mode is not known.", "Set it to hs256 or jwks");
        yield new Verification.SharedSecret(new Secret("-"));
      }
    };
    return new Users(
        verification,
        text("users.issuer"),
        text("users.audience").orElse("authenticated"),
        duration("users.clock-skew", Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(60)));
  }

  /** All of it or nothing: half a sign-in would be found out by the first person who tries. */
  private Optional<SignIn> signIn(boolean loopbackAllowed) {
    Optional<String> issuer = text("sign-in.issuer");
    Optional<String> clientId = text("sign-in.client-id");
    Optional<String> secret = text("sign-in.client-secret");
    if (issuer.isEmpty() && clientId.isEmpty() && secret.isEmpty()) {
      return Optional.empty();
    }
    secret.ifPresent(value -> notTwice("sign-in.client-secret", value.getBytes(StandardCharsets.UTF_8)));
    Map.of("sign-in.issuer", issuer, "sign-in.client-id", clientId, "sign-in.client-secret", secret)
        .forEach((name, value) -> {
          if (value.isEmpty()) {
            problem(name, "The sign-in of the built-in pages is half configured.",
                "Set sign-in.issuer, sign-in.client-id and sign-in.client-secret, or none of them");
          }
        });
    URI address = issuer.map(value -> address("sign-in.issuer", value, loopbackAllowed)).orElse(NOWHERE);
    if (demo && !NOWHERE.equals(address) && "https".equals(address.getScheme())) {
      problem("sign-in.issuer", "The demo signs people in by itself, and nothing of it leaves this computer.",
          "Remove it, or leave the profile demo");
    }
    List<String> scopes = list("sign-in.scopes");
    if (!scopes.isEmpty() && !scopes.contains("openid")) {
      problem("sign-in.scopes", "Without the scope openid there is no ID token.", "Add openid");
    }
    List<String> roles = list("sign-in.role-claims");
    return Optional.of(new SignIn(
        text("sign-in.name").or(() -> text("app-name")).orElse(APP_NAME),
        address,
        clientId.orElse("-"),
        new Secret(secret.orElse("-")),
        scopes.isEmpty() ? List.of("openid", "profile") : scopes,
        text("sign-in.user-id-claim").orElse("sub"),
        roles.isEmpty() ? List.of("role", "roles") : roles));
  }

  private Verification sharedSecret() {
    if (text("users.jwks-uri").isPresent()) {
      problem("users.jwks-uri", "A key set is configured, but users.mode is hs256.",
          "Remove it, or set users.mode to jwks: one issuer, one mode");
    }
    return new Verification.SharedSecret(required("users.secret", "the secret that users' tokens are signed with")
        .map(value -> {
          byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
          if (bytes.length < MIN_SECRET_BYTES) {
            problem("users.secret", "The secret is shorter than 32 bytes.",
                "Use the identity provider's secret of at least 32 bytes (RFC 7518, section 3.2)");
          }
          notTwice("users.secret", bytes);
          return new Secret(value);
        })
        .orElseGet(() -> new Secret("-")));
  }

  private Verification keySet(boolean loopbackAllowed) {
    if (text("users.secret").isPresent()) {
      problem("users.secret", "A shared secret is configured, but users.mode is jwks.",
          "Remove it, or set users.mode to hs256: one issuer, one mode");
    }
    return new Verification.KeySet(
        required("users.jwks-uri", "the address of the identity provider's key set")
            .map(value -> address("users.jwks-uri", value, loopbackAllowed))
            .orElse(NOWHERE),
        duration("users.jwks-cache-ttl", Duration.ofMinutes(10), Duration.ofSeconds(30), Duration.ofDays(1)),
        duration("users.jwks-min-refetch", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofHours(1)),
        duration("users.jwks-outage-ttl", Duration.ofHours(4), Duration.ZERO, Duration.ofDays(7)));
  }

  /** Their entries are bound where they are used; here only what would fail at the first user. */
  private List<String> providers(boolean loopbackAllowed) {
    Map<String, Map<String, Object>> entries = bind(
            "providers", Bindable.of(org.springframework.core.ResolvableType.forClassWithGenerics(
                Map.class,
                org.springframework.core.ResolvableType.forClass(String.class),
                org.springframework.core.ResolvableType.forClassWithGenerics(Map.class, String.class, Object.class))))
        .map(SettingsReader::<Map<String, Map<String, Object>>>cast)
        .orElseGet(LinkedHashMap::new);
    for (String id : entries.keySet()) {
      String path = "providers." + id + ".";
      try {
        new Provider(id);
      } catch (IllegalArgumentException malformed) {
        problem("providers." + id, "'" + id.replaceAll("[^\\x21-\\x7E]", "?") + "' is no id of a provider.",
            "Use 2 to 32 lower-case letters and digits, a letter first");
        continue;
      }
      boolean clientId = text(path + "client-id").isPresent();
      Optional<String> secret = text(path + "client-secret");
      secret.ifPresent(value -> notTwice(path + "client-secret", value.getBytes(StandardCharsets.UTF_8)));
      boolean publicClient = clientAuthentication(path).equals("none");
      if (publicClient && secret.isPresent()) {
        problem(path + "client-secret",
            "Provider '" + id + "' has a client secret, but client-authentication is none (a public client).",
            "Remove the client secret, or set client-authentication to client_secret_post or client_secret_basic");
      }
      if (clientId && secret.isEmpty() && !publicClient) {
        problem(path + "client-secret",
            "Provider '" + id + "' is half configured: a client id is set but no client secret.",
            "Set the client secret, or remove the client id to switch " + id + " off; for a public client, which has no"
                + " secret, set client-authentication to none");
      }
      if (!clientId && secret.isPresent()) {
        problem(path + "client-id",
            "Provider '" + id + "' is half configured: a client secret is set but no client id.",
            "Set the client id, or remove the client secret to switch " + id + " off");
      }
      if (clientId) {
        addresses(id, path);
      }
      for (String name : List.of("authorization-uri", "token-uri", "user-info-uri", "jwks-uri", "revocation-uri", "storage-uri")) {
        text(path + name).ifPresent(value -> address(path + name, value, loopbackAllowed));
      }
      text(path + "revocation")
          .filter(value -> !value.equals("none") && text(path + "revocation-uri").isEmpty())
          .ifPresent(value -> problem(path + "revocation-uri", "It is not said where a grant is revoked.",
              "Set the address, or revocation to none"));
      List<String> pages = list(path + "permissions-pages");
      for (int i = 0; i < pages.size(); i++) {
        address(path + "permissions-pages[" + i + "]", pages.get(i), loopbackAllowed);
      }
      text(path + "revocation").filter(value -> !Set.of("endpoint", "bearer", "none").contains(value)).ifPresent(value ->
          problem(path + "revocation", "This way of revocation is not known.", "Set it to endpoint, bearer or none"));
      text(path + "response-iss").filter(value -> !Set.of("optional", "required").contains(value)).ifPresent(value ->
          problem(path + "response-iss", "This rule for iss is not known.", "Set it to optional or required"));
    }
    return List.copyOf(entries.keySet());
  }

  /** In one writing of the several that are bound; what is none of them is a problem. */
  private String clientAuthentication(String path) {
    String name = path + "client-authentication";
    String value = text(name).map(text -> text.strip().toLowerCase(Locale.ROOT).replace('-', '_')).orElse(SECRET_POST);
    if (!Set.of(SECRET_POST, "client_secret_basic", "none").contains(value)) {
      problem(name, "This way to prove our client is not known.",
          "Set it to client_secret_post, client_secret_basic or none");
    }
    return value;
  }

  /** A templated issuer ({@code {tenantid}}) has no metadata of its own that could name the addresses. */
  private void addresses(String id, String path) {
    Optional<String> issuer = text(path + "issuer");
    boolean discoverable = issuer.filter(value -> !value.contains("{")).isPresent();
    for (String name : List.of("authorization-uri", "token-uri")) {
      if (!discoverable && text(path + name).isEmpty()) {
        problem(path + name,
            "Provider '" + id + "' has no " + name + (issuer.isPresent()
                ? ", and its issuer is a template, whose metadata cannot be read."
                : " and no issuer whose metadata would name it."),
            "Set the address" + (issuer.isPresent() ? "" : ", or the issuer"));
      }
    }
    if (!discoverable && text(path + "user-info-uri").isEmpty() && text(path + "jwks-uri").isEmpty()) {
      problem(path + "user-info-uri", "Nothing tells whose account it is at provider '" + id + "'.",
          "Set user-info-uri, or jwks-uri where the provider issues ID tokens");
    }
  }

  private List<Key> keys(String name) {
    List<String> entries = list(name);
    if (entries.isEmpty()) {
      problem(name, PREFIX + name + " holds no key.", KEY_ADVICE);
    }
    var keys = new LinkedHashMap<String, Key>();
    for (int i = 0; i < entries.size(); i++) {
      String property = name + "[" + i + "]";
      String[] parts = entries.get(i).strip().split(":", 2);
      if (parts.length != 2 || !KEY_ID.matcher(parts[0]).matches()) {
        problem(property, "The key has no id of 1 to 32 of A-Z a-z 0-9 _ -.", KEY_ADVICE);
        continue;
      }
      Optional<byte[]> bytes = base64(parts[1]).filter(value -> value.length == KEY_BYTES);
      if (bytes.isEmpty()) {
        problem(property, "The key is not 32 bytes in base64.", KEY_ADVICE);
        continue;
      }
      notTwice(property, bytes.get());
      if (keys.put(parts[0], new Key(parts[0], bytes.get())) != null) {
        problem(property, "Two keys of this ring have the same id.", "Give each key an id of its own");
      }
    }
    return List.copyOf(keys.values());
  }

  private Optional<Webhook> webhook(boolean loopbackAllowed) {
    Optional<String> url = text("webhook.url");
    List<String> secrets = list("webhook.secret");
    if (url.isPresent() == secrets.isEmpty()) {
      String missing = url.isPresent() ? "webhook.secret" : "webhook.url";
      problem(missing, "The webhook is half configured.", "Set both webhook.url and webhook.secret, or neither");
      return Optional.empty();
    }
    secrets.forEach(value -> {
      Optional<byte[]> bytes = value.startsWith("whsec_") ? base64(value.substring(6)) : Optional.empty();
      if (bytes.filter(b -> b.length >= 24 && b.length <= 64).isEmpty()) {
        problem("webhook.secret", "The secret is not whsec_ and 24 to 64 bytes in base64.",
            "Write it as Standard Webhooks does: whsec_<base64>");
      }
      bytes.ifPresent(b -> notTwice("webhook.secret", b));
    });
    return url.map(value -> new Webhook(
        address("webhook.url", value, loopbackAllowed), secrets.stream().map(String::strip).map(Secret::new).toList()));
  }

  private Database database() {
    Database database = oneOf("database", Database.class).orElseGet(() ->
        demo && rootText("spring.datasource.url").isEmpty() ? Database.EMBEDDED : Database.EXTERNAL);
    if (database == Database.EMBEDDED && !demo) {
      problem("database", "The embedded database is for the demo alone.",
          "Set it to external, and spring.datasource.url to your PostgreSQL");
    }
    if (database == Database.EXTERNAL && rootText("spring.datasource.url").isEmpty()) {
      problems.add(new Problem("spring.datasource.url", "There is no database.",
          "Set it to your PostgreSQL, as in jdbc:postgresql://host/database, with username and password."));
    }
    if (database == Database.EXTERNAL && rootText("spring.datasource.username").isEmpty()
        && rootText("spring.datasource.url").isPresent()) {
      problems.add(new Problem("spring.datasource.username", "The role that the program works as is not named.",
          "Set it to a role with DML rights only; name the one that migrates in spring.liquibase.user."));
    }
    return database;
  }

  /** An origin: scheme, host, port; https but for loopback where that is allowed. */
  private URI origin(String name, String text, boolean loopbackAllowed) {
    URI uri = address(name, text, loopbackAllowed);
    boolean bare = (uri.getRawPath() == null || uri.getRawPath().isEmpty() || "/".equals(uri.getRawPath()))
        && uri.getRawQuery() == null;
    if (!bare) {
      problem(name, "This is more than an origin.", "Set it to scheme, host and port alone, as in https://host");
      return NOWHERE;
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return URI.create(uri.getScheme() + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port);
  }

  private URI address(String name, String text, boolean loopbackAllowed) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException malformed) {
      problem(name, "This is no address.", "Set it to an absolute https address");
      return NOWHERE;
    }
    String host = uri.getHost();
    if (host == null || uri.getScheme() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      problem(name, "This is no absolute address without user and fragment.", "Set it to an absolute https address");
      return NOWHERE;
    }
    boolean loopback = ROUGH_LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    if (!"https".equals(uri.getScheme()) && !("http".equals(uri.getScheme()) && loopback && loopbackAllowed)) {
      problem(name, "The address is not https.",
          "Use https; http is for loopback in the demo and in tests alone (allow-insecure-loopback)");
      return NOWHERE;
    }
    return uri;
  }

  private Duration duration(String name, Duration fallback, Duration least, Duration most) {
    Duration value = bind(name, Bindable.of(Duration.class)).orElse(fallback);
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      problem(name, "The duration is out of bounds.",
          "Set it to " + inWords(least) + " at least and " + inWords(most) + " at most");
    }
    if (value.getNano() != 0) {
      problem(name, "The duration is no whole number of seconds.", "Set it to the second, as in 600s");
    }
    return value;
  }

  private static String inWords(Duration duration) {
    return duration.toSeconds() + "s";
  }

  private int number(String name, int fallback, int least, int most) {
    int value = bind(name, Bindable.of(Integer.class)).orElse(fallback);
    if (value < least || value > most) {
      problem(name, "The number is out of bounds.", "Set it to " + least + " at least and " + most + " at most");
    }
    return value;
  }

  private boolean flag(String name, boolean fallback) {
    return bind(name, Bindable.of(Boolean.class)).orElse(fallback);
  }

  private <T extends Enum<T>> Optional<T> oneOf(String name, Class<T> type) {
    return bind(name, Bindable.of(type));
  }

  private Optional<String> required(String name, String what) {
    Optional<String> value = text(name);
    if (value.isEmpty()) {
      problem(name, PREFIX + name + " is not set: " + what + ".", "Set it");
    }
    return value;
  }

  private Optional<String> text(String name) {
    return bind(name, Bindable.of(String.class)).filter(value -> !value.isBlank());
  }

  private Optional<String> rootText(String property) {
    return Optional.ofNullable(environment.getProperty(property)).filter(value -> !value.isBlank());
  }

  private List<String> list(String name) {
    return bind(name, Bindable.listOf(String.class)).orElseGet(List::of).stream()
        .filter(value -> !value.isBlank())
        .toList();
  }

  private <T> Optional<T> bind(String name, Bindable<T> type) {
    try {
      @Nullable T value = binder.bind(PREFIX + name, type).orElse(null);
      return Optional.ofNullable(value);
    } catch (BindException unreadable) {
      problem(name, "The value cannot be read.", "Set it to " + form(type));
      return Optional.empty();
    }
  }

  private static String form(Bindable<?> type) {
    Class<?> raw = type.getType().resolve(Object.class);
    if (raw == Duration.class) {
      return "a duration, as in 30s or 10m";
    }
    if (raw == Boolean.class) {
      return "true or false";
    }
    if (raw.isEnum()) {
      return String.join(" or ", java.util.Arrays.stream(raw.getEnumConstants())
          .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
          .toList());
    }
    return raw == Integer.class ? "a whole number" : "a value of its form";
  }

  /** One secret for two purposes would let a token of one kind pass as another (RFC 8725, section 3.12). */
  private void notTwice(String name, byte[] secret) {
    String same = secretsSeen.putIfAbsent(Base64.getEncoder().encodeToString(secret), name);
    if (same != null) {
      problem(name, "This secret is also " + PREFIX + same + ".", "Use a secret of its own for each purpose");
    }
    // The same text, once as it stands and once read as base64, is one secret too.
    String plain = new String(secret, StandardCharsets.UTF_8);
    base64(plain).filter(decoded -> decoded.length >= KEY_BYTES).ifPresent(decoded -> {
      String also = secretsSeen.putIfAbsent(Base64.getEncoder().encodeToString(decoded), name);
      if (also != null && !also.equals(name)) {
        problem(name, "This secret is also " + PREFIX + also + ".", "Use a secret of its own for each purpose");
      }
    });
    if (!demo && plain.startsWith(DEMO_MARK)) {
      problem(name, "This is a secret of the demo, which everybody knows.", "Make a secret of your own");
    }
  }

  private static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text.strip()));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  @SuppressWarnings("unchecked") // the bindable above says so; a class literal cannot
  private static <T> T cast(Object value) {
    return (T) value;
  }

  private void problem(String name, String description, String action) {
    problems.add(new Problem(PREFIX + name, description, action + "."));
  }
}
