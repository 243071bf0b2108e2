package com.cloudaggregator.web.problem;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.domain.event.StoreFault;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/**
 * Turns exceptions into answers. The answer depends on the type of the exception and never contains
 * its message, which may quote the request.
 */
@RestControllerAdvice
final class ProblemAdvice {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

  private final ProblemResponses answers;

  ProblemAdvice(ProblemResponses answers) {
    this.answers = answers;
  }

  @ExceptionHandler
  void answer(Exception thrown, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (thrown) {
      case ProblemException refused -> answers.write(refused.problem(), request, response);
      case StoreException failure -> answers.write(Problem.of(codeOf(failure)), request, response);
      case AsyncRequestNotUsableException gone ->
          LOG.debug("The client disconnected before the answer");
      case ServletRequestBindingException unbound ->
          answers.write(Problem.of(ErrorCode.VALIDATION_FAILED), request, response);
      case ErrorResponse known -> {
        known
            .getHeaders()
            .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        answers.write(
            Problem.of(ErrorCode.ofStatus(known.getStatusCode().value())), request, response);
      }
      case HttpMessageNotReadableException unread ->
          answers.write(Problem.of(ErrorCode.MALFORMED_REQUEST), request, response);
      case InvalidParameterException malformed ->
          answers.write(
              Problem.of(ErrorCode.ofStatus(malformed.getErrorCode())), request, response);
      case TypeMismatchException mismatch ->
          answers.write(Problem.of(ErrorCode.VALIDATION_FAILED), request, response);
      default -> {
        LOG.error("A request failed unexpectedly", thrown);
        answers.write(Problem.of(ErrorCode.INTERNAL_ERROR), request, response);
      }
    }
  }

  /** Logs the fault without the driver's detail, which may contain values of a row. */
  private static ErrorCode codeOf(StoreException failure) {
    StoreFault fault = failure.fault();
    if (fault.kind() == StoreFault.Kind.UNAVAILABLE) {
      return ErrorCode.DATABASE_UNAVAILABLE;
    }
    LOG.error(
        "The store failed: {} - {}, {}, constraint {}",
        fault.exceptionClass(),
        fault.sqlState(),
        fault.message(),
        fault.constraint());
    return ErrorCode.INTERNAL_ERROR;
  }
}
