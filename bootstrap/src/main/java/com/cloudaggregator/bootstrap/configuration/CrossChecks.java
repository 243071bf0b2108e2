package com.cloudaggregator.bootstrap.configuration;

import com.cloudaggregator.application.notice.EmailAddress;
import com.cloudaggregator.bootstrap.branding.BrandImages;
import com.cloudaggregator.bootstrap.configuration.Settings.Branding;
import com.cloudaggregator.bootstrap.configuration.Settings.Database;
import com.cloudaggregator.bootstrap.configuration.Settings.Key;
import com.cloudaggregator.bootstrap.configuration.Settings.Mode;
import com.cloudaggregator.bootstrap.configuration.Settings.SignIn;
import com.cloudaggregator.bootstrap.configuration.Settings.Users;
import com.cloudaggregator.bootstrap.configuration.Settings.Webhook;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.ProviderSettings;
import com.cloudaggregator.oauth.Revocation;
import com.cloudaggregator.web.AccentColor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * The rules that concern more than one property. The settings may still be incomplete when they are
 * checked.
 */
final class CrossChecks {
  private static final String PREFIX = KnownProperties.PREFIX + ".";
  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final String DEMO_MARK = "demo-";
  private static final String WEBHOOK_MARK = "whsec_";
  private static final Set<String> SUPPORT_SCHEMES = Set.of("mailto", "https");
  private static final String MAIL_IS_HALF_CONFIGURED =
      "E-mail is half configured. Set both spring.mail.host and cloud-aggregator.mail.from, or"
          + " neither.";
  private static final int MIN_SECRET_BYTES = 32;
  private static final int MIN_WEBHOOK_BYTES = 24;
  private static final int MAX_WEBHOOK_BYTES = 64;
  private static final Duration MIN_AHEAD = Duration.ofMinutes(1);

  private final Settings settings;
  private final Environment environment;
  private final boolean demo;
  private final List<ConfigurationProblem> problems = new ArrayList<>();
  private final Map<String, String> propertiesBySecret = new HashMap<>();

  CrossChecks(Settings settings, Environment environment, boolean demo) {
    this.settings = settings;
    this.environment = environment;
    this.demo = demo;
  }

  List<ConfigurationProblem> problems() {
    branding(settings.branding());
    ring("keys.vault", settings.keys().vault());
    ring("keys.transfer", settings.keys().transfer());
    ring("keys.flow", settings.keys().flow());
    users(settings.users());
    if (settings.signIn() != null) {
      signIn(settings.signIn());
    }
    settings.providers().forEach(this::provider);
    identitySources();
    webhook(settings.webhook());
    mail(settings.mail());
    accessToken(settings.accessToken());
    database();
    return problems;
  }

  private void branding(Branding branding) {
    if (branding.accentColor() != null) {
      accent(branding.accentColor());
    }
    BrandImages.read(branding.directory())
        .problems()
        .forEach(text -> problem("branding.directory", text));
    URI support = branding.support();
    if (support != null && !SUPPORT_SCHEMES.contains(String.valueOf(support.getScheme()))) {
      problem(
          "branding.support",
          "It is not an address that a browser can open. Set it to mailto:<address> or https://….");
    }
  }

  private void accent(String text) {
    double contrast;
    try {
      contrast = new AccentColor(text).contrast();
    } catch (IllegalArgumentException e) {
      problem("branding.accent-color", "It is not a color. Write it as #rrggbb.");
      return;
    }
    if (contrast < AccentColor.MIN_CONTRAST) {
      problem(
          "branding.accent-color",
          String.format(
              Locale.ROOT,
              "Its contrast with the pages is %.2f:1, but text needs 4.5:1 (WCAG 2.2, 1.4.3). Choose"
                  + " a darker color.",
              contrast));
    }
  }

  private void ring(String name, List<Key> keys) {
    var ids = new HashSet<String>();
    for (int i = 0; i < keys.size(); i++) {
      String property = name + "[" + i + "]";
      Key key = keys.get(i);
      if (key.secret().length > 0) {
        secret(property, key.secret());
      }
      if (!ids.add(key.id())) {
        problem(property, "Two keys of this ring have the same id. Give each key its own id.");
      }
    }
  }

  private void users(Users users) {
    if (users.mode() == Mode.HS256) {
      if (users.secret() == null) {
        problem(
            "users.secret",
            "It is not set, but users.mode is hs256. Set it to the secret that signs users' tokens.");
      } else if (bytes(users.secret()).length < MIN_SECRET_BYTES) {
        problem(
            "users.secret",
            "The secret is shorter than 32 bytes. Use the identity provider's secret of at least 32"
                + " bytes (RFC 7518, section 3.2).");
      }
      if (users.jwksUri() != null) {
        problem(
            "users.jwks-uri",
            "A key set is configured, but users.mode is hs256. Remove it, or set users.mode to jwks.");
      }
    }
    if (users.mode() == Mode.JWKS) {
      if (users.jwksUri() == null) {
        problem(
            "users.jwks-uri",
            "It is not set, but users.mode is jwks. Set it to the address of the identity provider's"
                + " key set.");
      }
      if (users.secret() != null) {
        problem(
            "users.secret",
            "A shared secret is configured, but users.mode is jwks. Remove it, or set users.mode to"
                + " hs256.");
      }
    }
    secret("users.secret", users.secret());
  }

  private void signIn(SignIn signIn) {
    var parts = new LinkedHashMap<String, @Nullable Object>();
    parts.put("sign-in.issuer", signIn.issuer());
    parts.put("sign-in.client-id", signIn.clientId());
    parts.put("sign-in.client-secret", signIn.clientSecret());
    parts.forEach(
        (name, value) -> {
          if (value == null) {
            problem(
                name,
                "The sign-in to the built-in pages is half configured. Set sign-in.issuer, sign-in.client-id and"
                    + " sign-in.client-secret, or none of them.");
          }
        });
    secret("sign-in.client-secret", signIn.clientSecret());
    if (demo && signIn.issuer() != null && "https".equals(signIn.issuer().getScheme())) {
      problem(
          "sign-in.issuer",
          "The demo has its own sign-in and calls no server outside this computer. Remove it, or"
              + " remove the profile demo.");
    }
    if (!signIn.scopes().isEmpty() && !signIn.scopes().contains("openid")) {
      problem("sign-in.scopes", "Without the scope openid there is no ID token. Add openid.");
    }
  }

  private void provider(String id, ProviderSettings provider) {
    String path = "providers." + id + ".";
    try {
      new Provider(id);
    } catch (IllegalArgumentException malformed) {
      problem(
          "providers." + id,
          "'"
              + id.replaceAll("[^\\x21-\\x7E]", "?")
              + "' is not a provider id. Use 2 to 32"
              + " lower-case letters and digits, starting with a letter.");
      return;
    }
    client(id, path, provider);
    if (provider.clientId() != null) {
      requiredAddresses(id, path, provider);
    }
    address(path + "authorization-uri", provider.authorizationUri());
    address(path + "token-uri", provider.tokenUri());
    address(path + "user-info-uri", provider.userInfoUri());
    address(path + "jwks-uri", provider.jwksUri());
    address(path + "revocation-uri", provider.revocationUri());
    address(path + "storage-uri", provider.storageUri());
    for (int i = 0; i < provider.permissionsPages().size(); i++) {
      address(path + "permissions-pages[" + i + "]", provider.permissionsPages().get(i));
    }
    withoutEffect(path, provider);
    if (provider.revocationMethod() != Revocation.NONE && provider.revocationUri() == null) {
      problem(
          path + "revocation-uri",
          "It is not set, but grants are revoked at this address. Set it, or set"
              + " revocation to none.");
    }
  }

  /**
   * The unique index is on provider and account id, so two entries with the same accounts need one
   * name, or one drive would have two owners; two entries with different accounts must not share
   * one.
   */
  private void identitySources() {
    var names = new LinkedHashMap<String, String>();
    var sources = new LinkedHashMap<String, String>();
    settings
        .providers()
        .forEach(
            (id, provider) -> {
              if (!provider.configured()) {
                return;
              }
              String property = "providers." + id + ".identity";
              String name = provider.identity() == null ? id : provider.identity();
              String source = provider.identitySource();
              String other = names.putIfAbsent(source, name);
              if (other != null && !other.equals(name)) {
                problem(
                    property,
                    "Provider '"
                        + id
                        + "' has the same accounts as '"
                        + other
                        + "', so one account could have two owners. Set identity to the same name in both,"
                        + " the id of one of them.");
              } else if (!source.equals(sources.computeIfAbsent(name, _ -> source))) {
                problem(
                    property,
                    "'" + name + "' already names the accounts of another source. Remove it.");
              }
              ProviderSettings named = settings.providers().get(name);
              if (named == null || !named.configured()) {
                problem(property, "'" + name + "' is not the id of a configured provider.");
              }
            });
  }

  /** A setting without effect is a mistake that is hard to notice. */
  private void withoutEffect(String path, ProviderSettings provider) {
    if (!provider.hasIdToken() && provider.scopes().contains(ProviderSettings.OPENID)) {
      problem(
          path + "id-token",
          "It is false, but the scope openid asks for an ID token, which would be ignored. Remove it, or"
              + " remove the scope openid.");
    }
    if (!provider.hasIdToken() && provider.jwksUri() != null) {
      problem(
          path + "jwks-uri",
          "It has no effect, because no ID token is expected. Set id-token to true, or remove it.");
    }
    if (provider.storageUri() != null && provider.storageUsedPointer() == null) {
      problem(
          path + "storage-uri",
          "It has no effect without storage-used-pointer. Set both, or remove it.");
    }
    if (provider.storageUri() == null && provider.storageUsedPointer() != null) {
      problem(
          path + "storage-used-pointer",
          "It has no effect without storage-uri. Set both, or remove it.");
    }
    if (provider.storageTotalPointer() != null && provider.storageUsedPointer() == null) {
      problem(
          path + "storage-total-pointer",
          "It has no effect without storage-used-pointer. Set both, or remove it.");
    }
  }

  private void client(String id, String path, ProviderSettings provider) {
    boolean hasId = provider.clientId() != null;
    boolean hasSecret = provider.clientSecret() != null;
    secret(path + "client-secret", provider.clientSecret());
    if (provider.isPublicClient() && hasSecret) {
      problem(
          path + "client-secret",
          "Provider '"
              + id
              + "' has a client secret, but client-authentication is none (a"
              + " public client). Remove the client secret, or set client-authentication to client_secret_post or"
              + " client_secret_basic.");
    }
    if (hasId && !hasSecret && !provider.isPublicClient()) {
      problem(
          path + "client-secret",
          "Provider '"
              + id
              + "' is half configured: a client id is set but no client secret."
              + " Set the client secret, or remove the client id to switch "
              + id
              + " off; for a public client, which has no"
              + " secret, set client-authentication to none.");
    }
    if (!hasId && hasSecret) {
      problem(
          path + "client-id",
          "Provider '"
              + id
              + "' is half configured: a client secret is set but no client id."
              + " Set the client id, or remove the client secret to switch "
              + id
              + " off.");
    }
  }

  /**
   * An issuer that is a template ({@code {tenantid}}) has no metadata that could name the
   * addresses.
   */
  private void requiredAddresses(String id, String path, ProviderSettings provider) {
    String issuer = provider.issuer();
    if (issuer != null && !issuer.contains("{")) {
      return;
    }
    String reason =
        issuer == null
            ? " and no issuer whose metadata could name it. Set the address or the issuer."
            : ", and its issuer is a template, whose metadata cannot be read. Set the address.";
    if (provider.authorizationUri() == null) {
      problem(
          path + "authorization-uri", "Provider '" + id + "' has no authorization-uri" + reason);
    }
    if (provider.tokenUri() == null) {
      problem(path + "token-uri", "Provider '" + id + "' has no token-uri" + reason);
    }
    if (provider.userInfoUri() == null && provider.jwksUri() == null) {
      problem(
          path + "user-info-uri",
          "Provider '"
              + id
              + "' has no source for the account's id. Set user-info-uri, or"
              + " jwks-uri if the provider issues ID tokens.");
    }
  }

  private void webhook(Webhook webhook) {
    if ((webhook.url() == null) != webhook.secret().isEmpty()) {
      problem(
          webhook.url() == null ? "webhook.url" : "webhook.secret",
          "The webhook is half configured. Set both webhook.url and webhook.secret, or neither.");
    }
    for (Secret secret : webhook.secret()) {
      String text = secret.reveal();
      Optional<byte[]> bytes =
          text.startsWith(WEBHOOK_MARK)
              ? base64(text.substring(WEBHOOK_MARK.length()))
              : Optional.empty();
      if (bytes
          .filter(b -> b.length >= MIN_WEBHOOK_BYTES && b.length <= MAX_WEBHOOK_BYTES)
          .isEmpty()) {
        problem(
            "webhook.secret",
            "The secret is not whsec_ and 24 to 64 bytes in base64. Write it as Standard Webhooks"
                + " specifies: whsec_<base64>.");
      }
      bytes.ifPresent(b -> secret("webhook.secret", b));
    }
  }

  private void mail(Settings.Mail mail) {
    boolean hasServer = isSet("spring.mail.host");
    boolean hasLogin = isSet("spring.mail.username");
    if (mail.from() == null && hasServer) {
      problem("mail.from", MAIL_IS_HALF_CONFIGURED);
    }
    if (!hasServer && (mail.from() != null || hasLogin)) {
      problems.add(new ConfigurationProblem("spring.mail.host", MAIL_IS_HALF_CONFIGURED));
    }
    if (hasLogin != isSet("spring.mail.password")) {
      problems.add(
          new ConfigurationProblem(
              hasLogin ? "spring.mail.password" : "spring.mail.username",
              "The login to the mail server is half configured. Set both spring.mail.username and"
                  + " spring.mail.password, or neither."));
    }
    if (mail.from() != null && !EmailAddress.isAddress(mail.from())) {
      problem(
          "mail.from",
          "It is not an e-mail address. Write it as name@host; app-name is added to it.");
    }
  }

  private boolean isSet(String property) {
    return !environment.getProperty(property, "").isBlank();
  }

  private void accessToken(Settings.AccessToken token) {
    Duration least = token.minValidity().plus(MIN_AHEAD);
    if (token.refreshAhead().isPositive() && token.refreshAhead().compareTo(least) < 0) {
      problem(
          "access-token.refresh-ahead",
          "It is too short: by then a request has already refreshed the token. Set it to at least "
              + least.toSeconds()
              + "s (a minute more than access-token.min-validity), or to 0s to switch it off.");
    }
  }

  private void database() {
    if (settings.database() == Database.EMBEDDED) {
      if (!demo) {
        problem(
            "database",
            "Only the demo has the embedded database. Set it to external, and set spring.datasource.url"
                + " to your PostgreSQL.");
      }
      return;
    }
    String url = environment.getProperty("spring.datasource.url", "");
    if (url.isBlank()) {
      problems.add(
          new ConfigurationProblem(
              "spring.datasource.url",
              "It is not set. Set it to your PostgreSQL, as in"
                  + " jdbc:postgresql://host/database, with username and password."));
      return;
    }
    if (!url.startsWith(POSTGRESQL)) {
      problems.add(
          new ConfigurationProblem(
              "spring.datasource.url",
              "It must begin with jdbc:postgresql://. Write it as"
                  + " jdbc:postgresql://host/database, and set spring.datasource.username and spring.datasource.password."));
    }
    if (environment.getProperty("spring.datasource.username", "").isBlank()) {
      problems.add(
          new ConfigurationProblem(
              "spring.datasource.username",
              "The database role of the program is not set. Set it to a"
                  + " role that has only DML rights; set the role for migrations in spring.liquibase.user."));
    }
  }

  private void address(String name, @Nullable URI address) {
    if (address != null) {
      Addresses.problem(address, settings.allowInsecureLoopback())
          .ifPresent(text -> problem(name, text));
    }
  }

  private void secret(String name, @Nullable Secret secret) {
    if (secret != null) {
      secret(name, bytes(secret));
    }
  }

  /**
   * Rejects a secret that is used twice: a token of one kind could pass as another (RFC 8725,
   * section 3.12, https://www.rfc-editor.org/rfc/rfc8725#section-3.12). A text and the bytes that
   * it is in base64 count as one secret.
   */
  private void secret(String name, byte[] secret) {
    String plain = new String(secret, StandardCharsets.UTF_8);
    String same = propertiesBySecret.putIfAbsent(Base64.getEncoder().encodeToString(secret), name);
    if (same == null) {
      same =
          base64(plain)
              .filter(decoded -> decoded.length >= MIN_SECRET_BYTES)
              .map(
                  decoded ->
                      propertiesBySecret.putIfAbsent(
                          Base64.getEncoder().encodeToString(decoded), name))
              .orElse(null);
    }
    if (same != null) {
      problem(
          name,
          "This secret is also " + PREFIX + same + ". Use a different secret for each purpose.");
    }
    if (!demo && plain.startsWith(DEMO_MARK)) {
      problem(name, "This is a secret of the demo, which is public. Create your own secret.");
    }
  }

  private static byte[] bytes(Secret secret) {
    return secret.reveal().getBytes(StandardCharsets.UTF_8);
  }

  static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text.strip()));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private void problem(String name, String text) {
    problems.add(new ConfigurationProblem(PREFIX + name, text));
  }
}
