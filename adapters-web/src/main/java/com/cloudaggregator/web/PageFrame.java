package com.cloudaggregator.web;

import org.jspecify.annotations.Nullable;

/**
 * What every page shows around its content; a variable of the view resolver, so that a refusal's page has it too.
 *
 * @param bannerKey message key; null when there is no banner
 */
record PageFrame(String appName, @Nullable String bannerKey, boolean apiDocs) {

  static PageFrame of(WebAdapter.Settings settings) {
    return new PageFrame(settings.appName(), settings.bannerKey().orElse(null), settings.apiDocs());
  }
}
