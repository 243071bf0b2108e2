package com.cloudaggregator.bootstrap.configuration;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rules for configured addresses and origins. */
final class Addresses {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");

  private Addresses() {}

  /**
   * What is wrong with an address, and what to do. The text does not contain the address.
   *
   * @param loopbackAllowed whether http is allowed for loopback hosts
   */
  static Optional<String> problem(URI address, boolean loopbackAllowed) {
    String host = address.getHost();
    if (host == null
        || address.getScheme() == null
        || address.getRawUserInfo() != null
        || address.getRawFragment() != null) {
      return Optional.of(
          "It is not an absolute address, or it contains a user or a fragment. Set it to an absolute https address.");
    }
    boolean loopback = LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    if (!"https".equals(address.getScheme())
        && !("http".equals(address.getScheme()) && loopback && loopbackAllowed)) {
      return Optional.of(
          "The address is not https. Use https; http is allowed only on loopback, in the demo and in tests"
              + " (allow-insecure-loopback).");
    }
    return Optional.empty();
  }

  /** As {@link #problem}, for an address that must have nothing after its port. */
  static Optional<String> originProblem(URI address, boolean loopbackAllowed) {
    return problem(address, loopbackAllowed)
        .or(
            () ->
                hasPath(address)
                    ? Optional.of(
                        "It contains more than an origin. Set it to scheme, host and port only, as in https://host.")
                    : Optional.empty());
  }

  /**
   * The origin with its host in lower case and without a slash at its end; anything else stays as
   * it is.
   */
  static URI normalizedOrigin(URI address) {
    if (address == null
        || address.getHost() == null
        || address.getScheme() == null
        || hasPath(address)
        || address.getRawUserInfo() != null
        || address.getRawFragment() != null) {
      return address;
    }
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    return URI.create(
        address.getScheme() + "://" + address.getHost().toLowerCase(Locale.ROOT) + port);
  }

  /** An origin as browsers write it: without the scheme's default port (RFC 6454, section 6.2). */
  static String origin(URI address) {
    int port = address.getPort();
    boolean isDefault = port < 0 || port == ("https".equals(address.getScheme()) ? 443 : 80);
    return address.getScheme()
        + "://"
        + address.getHost().toLowerCase(Locale.ROOT)
        + (isDefault ? "" : ":" + port);
  }

  private static boolean hasPath(URI address) {
    String path = address.getRawPath();
    return path != null && !path.isEmpty() && !"/".equals(path) || address.getRawQuery() != null;
  }
}
