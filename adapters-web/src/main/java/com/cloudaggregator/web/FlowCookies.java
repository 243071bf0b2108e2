package com.cloudaggregator.web;

import com.cloudaggregator.application.connect.StartOutcome.Started;
import com.cloudaggregator.application.flow.StateHash;
import com.cloudaggregator.domain.credential.Secret;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * Binds a flow to the browser that started it, one cookie for each so that two tabs work (RFC 9700, section 2.1). On
 * https the {@code __Host-} prefix keeps sibling hosts from setting it (RFC 6265bis, section 4.1.3.2); plain http is
 * for loopback alone, where browsers refuse that prefix.
 */
final class FlowCookies {
  private static final String NAME = "cloud-aggregator-flow-";

  /** A browser that starts more flows than it ends must not outgrow the server's limit on headers. */
  private static final int KEPT = 6;

  private final boolean secure;
  private final String prefix;

  FlowCookies(WebAdapter.Settings settings) {
    this.secure = "https".equals(settings.publicUrl().getScheme());
    this.prefix = secure ? "__Host-" + NAME : NAME;
  }

  /** Adds the started flow's cookie; the browser's others are expired when they have become too many. */
  void add(Started started, HttpServletRequest request, HttpServletResponse response) {
    List<Cookie> others = flows(request);
    if (others.size() >= KEPT) {
      others.forEach(cookie -> set(cookie.getName(), "", Duration.ZERO, response));
    }
    set(prefix + started.flowName(), started.binding().reveal(), started.timeToLive(), response);
  }

  /** The sealed flow that this state names; absent when this browser has none, or two that claim to be it. */
  Optional<Secret> find(Secret state, HttpServletRequest request) {
    List<Cookie> found = flows(request).stream()
        .filter(cookie -> cookie.getName().equals(nameOf(state)) && !cookie.getValue().isEmpty())
        .toList();
    return found.size() == 1 ? Optional.of(new Secret(found.getFirst().getValue())) : Optional.empty();
  }

  /** A state is used once, whatever came of it. */
  void expire(Secret state, HttpServletResponse response) {
    set(nameOf(state), "", Duration.ZERO, response);
  }

  private String nameOf(Secret state) {
    return prefix + StateHash.of(state).flowName();
  }

  private List<Cookie> flows(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    return cookies == null
        ? List.of()
        : Arrays.stream(cookies).filter(cookie -> cookie.getName().startsWith(prefix)).toList();
  }

  private void set(String name, String value, Duration maxAge, HttpServletResponse response) {
    ResponseCookie cookie = ResponseCookie.from(name, value)
        .secure(secure).httpOnly(true).sameSite("Lax").path("/").maxAge(maxAge).build();
    response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
  }
}
