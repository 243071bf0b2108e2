package com.cloudaggregator.web;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Settings of the HTTP adapter.
 *
 * @param publicUrl the origin under which browsers reach this program; no path, no trailing slash
 * @param frontendUrl the origin that the callback redirects to; it redirects nowhere else
 * @param appName the name of the product in texts
 * @param signInOptions the cards of the sign-in page, in order
 * @param bannerKey the message key of a banner on every page, as in demo mode
 * @param apiDocs whether the API description is served and linked
 * @param branding the host's look
 */
public record WebSettings(
    URI publicUrl,
    URI frontendUrl,
    String appName,
    List<SignInOption> signInOptions,
    Optional<String> bannerKey,
    boolean apiDocs,
    Branding branding) {

  public WebSettings {
    signInOptions = List.copyOf(signInOptions);
  }

  /** Whether browsers reach this program over https, so that its cookies are {@code Secure}. */
  public boolean isSecure() {
    return "https".equals(publicUrl.getScheme());
  }
}
