package com.cloudaggregator.persistence;

/** The database cannot keep what this program promises, so the program does not start. */
final class UnfitDatabaseException extends RuntimeException {
  private final String remedy;

  UnfitDatabaseException(String problem, String remedy) {
    super(problem + " " + remedy);
    this.remedy = remedy;
  }

  /** What to do about it. */
  String remedy() {
    return remedy;
  }
}
