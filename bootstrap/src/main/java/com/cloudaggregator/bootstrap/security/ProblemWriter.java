package com.cloudaggregator.bootstrap.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers a request that a filter refuses with an error of the closed catalogue, as a page or a
 * problem document.
 */
@FunctionalInterface
public interface ProblemWriter {

  /**
   * @param code an error code, which also determines the status; headers that are already set are
   *     kept
   */
  void write(String code, HttpServletRequest request, HttpServletResponse response)
      throws IOException;
}
