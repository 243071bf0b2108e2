package com.cloudaggregator.web;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.domain.event.StorageFault;
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
 * The one place where what was thrown becomes an answer. What the caller did wrong is told by its kind and never by an
 * exception's message, which may quote the request.
 */
@RestControllerAdvice
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final ProblemAnswers answers;

  Refusals(ProblemAnswers answers) {
    this.answers = answers;
  }

  @ExceptionHandler
  void answer(Exception thrown, HttpServletRequest request, HttpServletResponse response) throws IOException {
    switch (thrown) {
      case RefusedRequest refused -> answers.write(refused.problem(), request, response);
      case StorageException failure -> answers.write(Problem.of(code(failure)), request, response);
      case AsyncRequestNotUsableException gone -> LOG.debug("The caller has left before the answer");
      case ServletRequestBindingException unbound ->
          answers.write(Problem.of(ErrorCode.VALIDATION_FAILED), request, response);
      case ErrorResponse known -> {
        known.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        answers.write(Problem.of(ErrorCode.ofStatus(known.getStatusCode().value())), request, response);
      }
      case HttpMessageNotReadableException unread ->
          answers.write(Problem.of(ErrorCode.MALFORMED_REQUEST), request, response);
      case InvalidParameterException malformed ->
          answers.write(Problem.of(ErrorCode.ofStatus(malformed.getErrorCode())), request, response);
      case TypeMismatchException mismatch ->
          answers.write(Problem.of(ErrorCode.VALIDATION_FAILED), request, response);
      default -> {
        LOG.error("A request failed for a reason that nobody foresaw", thrown);
        answers.write(Problem.of(ErrorCode.INTERNAL_ERROR), request, response);
      }
    }
  }

  /** The driver's own words are left out: they may hold the values of a row. */
  private static ErrorCode code(StorageException failure) {
    StorageFault fault = failure.fault();
    if (fault.kind() == StorageFault.Kind.UNAVAILABLE) {
      return ErrorCode.DATABASE_UNAVAILABLE;
    }
    LOG.error(
        "The store failed: {} - {}, {}, constraint {}",
        fault.exceptionClass(), fault.sqlState(), fault.message(), fault.constraint());
    return ErrorCode.INTERNAL_ERROR;
  }
}
