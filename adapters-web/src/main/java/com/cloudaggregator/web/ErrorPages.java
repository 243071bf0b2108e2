package com.cloudaggregator.web;

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
 * Where the container leads what it or a filter has refused, and where {@link ProblemAnswers} has its pages made. It
 * stands in for Boot's own, whose answers know no catalogue.
 */
@Controller
final class ErrorPages implements ErrorController {
  private final ProblemAnswers answers;

  ErrorPages(ProblemAnswers answers) {
    this.answers = answers;
  }

  /** Null when the answer has been written already. */
  @RequestMapping(ProblemAnswers.PAGE)
  @Nullable ModelAndView answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Problem problem = ProblemAnswers.forwarded(request).orElseGet(() -> Problem.of(code(request)));
    if (ProblemAnswers.wantsPage(request)) {
      return answers.page(problem, request, response);
    }
    answers.write(problem, request, response);
    return null;
  }

  /** Whoever asks for this address itself finds nothing. */
  private static ErrorCode code(HttpServletRequest request) {
    return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status
        ? ErrorCode.ofStatus(status)
        : ErrorCode.NOT_FOUND;
  }
}
