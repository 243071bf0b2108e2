package com.cloudaggregator.web.page;

import com.cloudaggregator.web.problem.ErrorCode;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Redirects after a form, with status 303 so that reloading repeats nothing. Each method returns
 * null for the view name, since the response is complete. The location is set by hand because
 * Spring's redirect views log it, and an authorization URL holds the state of its flow.
 */
public final class Redirects {
  private Redirects() {}

  public static @Nullable String seeOther(HttpServletResponse response, String location) {
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader(HttpHeaders.LOCATION, location);
    return null;
  }

  /**
   * The fragment replaces that of the current address, so that a transfer token does not survive in
   * it.
   */
  public static @Nullable String signIn(HttpServletResponse response) {
    return seeOther(response, "/login#_");
  }

  /**
   * @param provider the id of a known provider; empty if there is none
   */
  public static @Nullable String refuse(
      HttpServletResponse response, ErrorCode code, String provider) {
    return seeOther(
        response,
        "/app?error=" + code.code() + (provider.isEmpty() ? "" : "&provider=" + provider));
  }
}
