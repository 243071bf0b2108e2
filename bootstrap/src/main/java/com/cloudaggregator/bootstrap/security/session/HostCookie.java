package com.cloudaggregator.bootstrap.security.session;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * A cookie that only this host sets and reads, and no script. On https, the {@code __Host-} prefix
 * prevents sibling hosts from setting it (<a
 * href="https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1.3.2">RFC
 * 6265bis, section 4.1.3.2</a>); plain http is for loopback only. Whether it is {@code Secure} does
 * not depend on the request's scheme, which is http behind a proxy that ends TLS.
 */
public record HostCookie(String name, boolean secure) {

  public static HostCookie of(String name, boolean secure) {
    return new HostCookie(secure ? "__Host-" + name : name, secure);
  }

  /** Empty if the browser sent none, or two of this name. */
  public Optional<String> read(HttpServletRequest request) {
    if (request.getCookies() == null) {
      return Optional.empty();
    }
    List<String> values =
        Stream.of(request.getCookies())
            .filter(cookie -> cookie.getName().equals(name))
            .map(cookie -> cookie.getValue())
            .toList();
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /**
   * @param maxAge negative for a cookie that ends with the browser
   */
  public void write(String value, Duration maxAge, HttpServletResponse response) {
    response.addHeader(
        HttpHeaders.SET_COOKIE,
        ResponseCookie.from(name, value)
            .secure(secure)
            .httpOnly(true)
            .sameSite("Lax")
            .path("/")
            .maxAge(maxAge)
            .build()
            .toString());
  }

  /** Browsers ignore the deletion of a {@code __Host-} cookie that lacks its attributes. */
  public void delete(HttpServletResponse response) {
    write("", Duration.ZERO, response);
  }
}
