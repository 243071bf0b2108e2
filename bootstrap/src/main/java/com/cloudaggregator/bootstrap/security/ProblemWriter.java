package com.cloudaggregator.bootstrap.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers a request that a filter refuses, by a code of the closed catalogue and in the form the caller reads. */
@FunctionalInterface
public interface ProblemWriter {

  /** @param code sets the status too; headers that are set already stay */
  void write(String code, HttpServletRequest request, HttpServletResponse response) throws IOException;
}
