package com.cloudaggregator.bootstrap.configuration;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Conflicts between {@code public-url}, {@code frontend-url} and {@code cors.allowed-origins}. The
 * program can start with them, but browsers will refuse calls or omit cookies.
 */
final class OriginWarnings {
  private static final String PUBLIC_URL = "cloud-aggregator.public-url";
  private static final String FRONTEND_URL = "cloud-aggregator.frontend-url";
  private static final String ALLOWED_ORIGINS = "cloud-aggregator.cors.allowed-origins";

  private OriginWarnings() {}

  /** One sentence for each conflict. It contains properties and origins, which are not secret. */
  static List<String> of(Settings settings) {
    List<String> warnings = new ArrayList<>();
    URI own = settings.publicUrl();
    String frontend = Addresses.origin(settings.frontendUrl());
    if (!settings.allowedOrigins().contains(frontend)) {
      warnings.add(
          FRONTEND_URL
              + " ("
              + frontend
              + ") has a different origin from "
              + PUBLIC_URL
              + " and is not in "
              + ALLOWED_ORIGINS
              + ": calls from its pages are refused. Add it there");
    }
    Stream.concat(Stream.of(frontend), settings.corsOrigins().stream())
        .distinct()
        .map(URI::create)
        .forEach(
            origin -> {
              String property =
                  settings.corsOrigins().contains(origin.toString())
                      ? ALLOWED_ORIGINS
                      : FRONTEND_URL;
              if (settings.secure() && "http".equals(origin.getScheme())) {
                warnings.add(
                    property
                        + " ("
                        + origin
                        + ") is http, but "
                        + PUBLIC_URL
                        + " is https: browsers send no cookies with its calls, so connections started there fail");
              } else if (isAnotherSite(origin.getHost(), own.getHost())) {
                warnings.add(
                    property
                        + " ("
                        + origin
                        + ") is on a different site from "
                        + PUBLIC_URL
                        + " ("
                        + own
                        + "): browsers send no cookies with its calls, so connections started there fail");
              }
            });
    return warnings;
  }

  /**
   * Whether two hosts are certainly of different sites. A site is a registrable domain, which has
   * at least two labels. Without the list of public suffixes two hosts under one suffix, as under
   * {@code co.uk}, pass as one site.
   */
  private static boolean isAnotherSite(String one, String other) {
    return !lastTwoLabels(one).equals(lastTwoLabels(other));
  }

  private static String lastTwoLabels(String host) {
    int last = host.lastIndexOf('.');
    int before = last < 0 ? -1 : host.lastIndexOf('.', last - 1);
    return host.substring(before + 1);
  }
}
