package com.cloudaggregator.web.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers the error dispatches of the container and the forwards of {@link ProblemResponses}.
 * Replaces Spring Boot's error controller, which does not know the catalogue.
 */
@Controller
final class ErrorPages implements ErrorController {
  private final ProblemResponses answers;

  ErrorPages(ProblemResponses answers) {
    this.answers = answers;
  }

  /** Null if the answer is already written. */
  @RequestMapping(ProblemResponses.PAGE)
  @Nullable ModelAndView answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Problem problem =
        ProblemResponses.findForwarded(request).orElseGet(() -> Problem.of(codeOf(request)));
    if (ProblemResponses.wantsPage(request)) {
      return answers.page(problem, request, response);
    }
    answers.write(problem, request, response);
    return null;
  }

  /** A client that requests this address itself gets {@code not_found}. */
  private static ErrorCode codeOf(HttpServletRequest request) {
    return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status
        ? ErrorCode.ofStatus(status)
        : ErrorCode.NOT_FOUND;
  }
}
