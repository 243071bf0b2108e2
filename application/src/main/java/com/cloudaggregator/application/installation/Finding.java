package com.cloudaggregator.application.installation;

/**
 * Result of one check.
 *
 * @param subject what was checked
 * @param found what was found; for a failed check also what to do
 */
public record Finding(String subject, CheckStatus status, String found) {

  /** Result of a check. */
  public enum CheckStatus {
    OK,
    FAILED,
    /** The check could not be made, which is not a failure. */
    NOT_CHECKED
  }

  public static Finding of(String subject, boolean fine, String found, String remedy) {
    return fine
        ? fine(subject, found)
        : new Finding(subject, CheckStatus.FAILED, found + ". " + remedy);
  }

  public static Finding fine(String subject, String found) {
    return new Finding(subject, CheckStatus.OK, found);
  }

  public static Finding notChecked(String subject, String why) {
    return new Finding(subject, CheckStatus.NOT_CHECKED, why);
  }
}
