package com.cloudaggregator.oauth;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of this adapter.
 *
 * @param publicUrl of this program: providers redirect browsers to it, and it is the issuer of
 *     transfer tokens
 * @param providers by id, in the order in which they are shown
 * @param vaultKeys for credentials at rest
 * @param transferKeys for transfer tokens
 * @param flowKeys for the cookies that bind a flow to a browser
 * @param webhook null if events are not delivered
 * @param allowInsecureLoopback whether a provider may be called by plain http on this machine
 *     (tests and demo)
 */
public record OAuthSettings(
    URI publicUrl,
    Map<String, ProviderSettings> providers,
    KeyRing vaultKeys,
    KeyRing transferKeys,
    KeyRing flowKeys,
    @Nullable WebhookSettings webhook,
    boolean allowInsecureLoopback) {
  public OAuthSettings {
    providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
  }
}
