package com.cloudaggregator.web.problem;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.domain.event.StoreFault;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers {@code database_unavailable} when a filter cannot read or store the session: it is
 * unknown who is asking, or whether the session of a new sign-in exists. Exceptions of controllers
 * do not get here, since {@link ProblemAdvice} answers them.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 12)
final class StoreOutages extends OncePerRequestFilter {
  private static final Logger LOG = LoggerFactory.getLogger(StoreOutages.class);

  private final ProblemResponses answers;

  StoreOutages(ProblemResponses answers) {
    this.answers = answers;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      chain.doFilter(request, response);
    } catch (StoreException failure) {
      answer(failure, request, response);
    } catch (ServletException thrown) {
      if (!(thrown.getCause() instanceof StoreException failure)) {
        throw thrown;
      }
      answer(failure, request, response);
    }
  }

  /** Logs the fault without the driver's detail, which may contain values of a row. */
  private void answer(
      StoreException failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (failure.fault().kind() != StoreFault.Kind.UNAVAILABLE) {
      LOG.error(
          "The session cannot be read or stored: {} - {}",
          failure.fault().exceptionClass(),
          failure.fault().message());
    }
    if (!response.isCommitted()) {
      response.resetBuffer();
      response.setHeader(HttpHeaders.LOCATION, null);
    }
    answers.write(Problem.of(ErrorCode.DATABASE_UNAVAILABLE), request, response);
  }
}
