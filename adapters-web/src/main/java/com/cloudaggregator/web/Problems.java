package com.cloudaggregator.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/**
 * Writes a refusal in the same form as the controllers do: a problem detail (<a
 * href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>) for callers of the API, a page for
 * browsers. For filters that refuse a request before it reaches a controller. The code must be in
 * the catalogue.
 */
public interface Problems {

  void write(String code, HttpServletRequest request, HttpServletResponse response)
      throws IOException;

  /** Also sets {@code Retry-After}, in seconds rounded up. */
  void write(
      String code, Duration retryAfter, HttpServletRequest request, HttpServletResponse response)
      throws IOException;

  /**
   * For a request that the container has refused with this status before any filter ran, so it has
   * no trace id yet.
   */
  void writeUnseen(HttpServletRequest request, HttpServletResponse response) throws IOException;
}
