package com.cloudaggregator.web.problem;

/** Ends the handling of a request with a refusal; {@link ProblemAdvice} answers it. */
public final class ProblemException extends RuntimeException {
  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.code().code(), null, false, false);
    this.problem = problem;
  }

  public ProblemException(ErrorCode code) {
    this(Problem.of(code));
  }

  public Problem problem() {
    return problem;
  }
}
