package com.cloudaggregator.persistence.schema;

/** The database does not meet the requirements of this program, so the program does not start. */
final class UnfitDatabaseException extends RuntimeException {
  private final String remedy;

  UnfitDatabaseException(String problem, String remedy) {
    super(problem + " " + remedy);
    this.remedy = remedy;
  }

  /** How to fix it. */
  String remedy() {
    return remedy;
  }
}
