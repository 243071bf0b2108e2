package com.cloudaggregator.oauth;

import java.util.regex.Pattern;

/**
 * Who issues ID tokens and responses, compared character by character (OpenID Connect Core, section 3.1.3.7). A
 * Microsoft issuer of many tenants is a template, {@code https://login.microsoftonline.com/{tenantid}/v2.0}.
 *
 * @param value as configured
 */
record Issuer(String value) {
  private static final String TENANT = "{tenantid}";

  /** Where a template's metadata is read: Microsoft's own name for "of any tenant". */
  private static final String ANY_TENANT = "common";

  private static final Pattern GUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** Whether a response may name this issuer: a template takes any tenant, since the ID token will say which. */
  boolean matches(String issuer) {
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

  /** Whether an ID token may name this issuer, given the tenant that it names. */
  boolean matches(String issuer, String tenant) {
    return matches(issuer) && (!value.contains(TENANT) || value.replace(TENANT, tenant).equals(issuer));
  }

  /** The address of the metadata (OpenID Connect Discovery, section 4). */
  String metadataAddress() {
    String base = value.replaceAll("/$", "").replace(TENANT, ANY_TENANT);
    return base + "/.well-known/openid-configuration";
  }
}
