package com.cloudaggregator.oauth.openid;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * An issuer of ID tokens and authorization responses, compared character by character (<a
 * href="https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation">OpenID Connect
 * Core, section 3.1.3.7</a>). Microsoft's issuer of many tenants is a template, {@code
 * https://login.microsoftonline.com/{tenantid}/v2.0}.
 *
 * @param value as configured
 * @param schemeIsOptional whether an ID token may name it without {@code https://}, as Google
 *     documents for its own
 */
public record Issuer(String value, boolean schemeIsOptional) {
  private static final String SCHEME = "https://";
  private static final String TENANT = "{tenantid}";

  /** Microsoft's name for any tenant; a template's metadata is read there. */
  private static final String ANY_TENANT = "common";

  private static final Pattern GUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  public Issuer(String value) {
    this(value, false);
  }

  /**
   * Whether a response may name this issuer; a template accepts any tenant, since the ID token will
   * name it.
   */
  public boolean matches(String issuer) {
    int at = value.indexOf(TENANT);
    if (at < 0) {
      return value.equals(issuer);
    }
    String head = value.substring(0, at);
    String tail = value.substring(at + TENANT.length());
    return issuer.length() == head.length() + 36 + tail.length()
        && issuer.startsWith(head)
        && issuer.endsWith(tail)
        && GUID.matcher(issuer.substring(head.length(), head.length() + 36)).matches();
  }

  /** Whether an ID token of this tenant may name this issuer. */
  public boolean matches(String issuer, String tenant) {
    return matches(issuer)
            && (!value.contains(TENANT) || value.replace(TENANT, tenant).equals(issuer))
        || schemeIsOptional && value.equals(SCHEME + issuer);
  }

  /**
   * The address of the metadata (<a
   * href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig">OpenID Connect
   * Discovery, section 4</a>).
   */
  public URI metadata() {
    String base = value.replaceAll("/$", "").replace(TENANT, ANY_TENANT);
    return URI.create(base + "/.well-known/openid-configuration");
  }
}
