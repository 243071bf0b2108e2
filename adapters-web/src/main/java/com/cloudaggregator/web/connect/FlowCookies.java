package com.cloudaggregator.web.connect;

import com.cloudaggregator.application.connect.StartOutcome.Started;
import com.cloudaggregator.application.connect.StateHash;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.web.WebSettings;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/**
 * Binds a flow to the browser that started it, with one cookie for each flow so that two tabs work
 * (<a href="https://www.rfc-editor.org/rfc/rfc9700#section-2.1">RFC 9700, section 2.1</a>). On
 * https, the {@code __Host-} prefix prevents sibling hosts from setting the cookie (RFC 6265bis,
 * section 4.1.3.2); plain http is for loopback only, where browsers reject the prefix.
 */
@Component
final class FlowCookies {
  private static final String NAME = "cloud-aggregator-flow-";

  /**
   * Bounds the cookies of a browser that starts more flows than it completes, because servers limit
   * the size of headers.
   */
  private static final int KEPT = 6;

  private final boolean secure;
  private final String prefix;

  FlowCookies(WebSettings settings) {
    this.secure = settings.isSecure();
    this.prefix = secure ? "__Host-" + NAME : NAME;
  }

  /**
   * Adds the cookie of the started flow; with too many, the oldest is dropped. Browsers send
   * cookies with equal paths in the order of their creation (<a
   * href="https://www.rfc-editor.org/rfc/rfc6265#section-5.4">RFC 6265, section 5.4</a>).
   */
  void add(Started started, HttpServletRequest request, HttpServletResponse response) {
    List<Cookie> others = listFlowCookies(request);
    others.stream()
        .limit(Math.max(0, others.size() - KEPT + 1))
        .forEach(cookie -> setCookie(cookie.getName(), "", Duration.ZERO, response));
    setCookie(
        prefix + started.flowName(), started.binding().reveal(), started.timeToLive(), response);
  }

  /**
   * The sealed flow of this state; empty if the browser has none, or has two cookies with its name.
   */
  Optional<Secret> find(Secret state, HttpServletRequest request) {
    List<Cookie> found =
        listFlowCookies(request).stream()
            .filter(
                cookie -> cookie.getName().equals(nameOf(state)) && !cookie.getValue().isEmpty())
            .toList();
    return found.size() == 1
        ? Optional.of(new Secret(found.getFirst().getValue()))
        : Optional.empty();
  }

  /** Deletes the cookie: a state that was used is not used again, whatever its outcome. */
  void expire(Secret state, HttpServletResponse response) {
    setCookie(nameOf(state), "", Duration.ZERO, response);
  }

  private String nameOf(Secret state) {
    return prefix + StateHash.of(state).flowName();
  }

  private List<Cookie> listFlowCookies(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    return cookies == null
        ? List.of()
        : Arrays.stream(cookies).filter(cookie -> cookie.getName().startsWith(prefix)).toList();
  }

  private void setCookie(String name, String value, Duration maxAge, HttpServletResponse response) {
    ResponseCookie cookie =
        ResponseCookie.from(name, value)
            .secure(secure)
            .httpOnly(true)
            .sameSite("Lax")
            .path("/")
            .maxAge(maxAge)
            .build();
    response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
  }
}
