package com.cloudaggregator.web;

/** A request that no use case gets to see; or one whose answer is a refusal. The one advice answers it. */
final class RefusedRequest extends RuntimeException {
  private final transient Problem problem;

  RefusedRequest(Problem problem) {
    super(problem.code().code(), null, false, false);
    this.problem = problem;
  }

  RefusedRequest(ErrorCode code) {
    this(Problem.of(code));
  }

  Problem problem() {
    return problem;
  }
}
