package com.cloudaggregator.application.evidence;

/**
 * What was found of one thing that has to be right.
 *
 * @param subject what was looked at
 * @param found what is there; of something wrong also what to do
 */
public record Finding(String subject, Mark mark, String found) {

  /** How a look ended. */
  public enum Mark {
    FINE,
    WRONG,
    /** It could not be looked at, which is said and is no fault. */
    NOT_CHECKED
  }

  public static Finding of(String subject, boolean fine, String found, String remedy) {
    return fine ? fine(subject, found) : new Finding(subject, Mark.WRONG, found + ". " + remedy);
  }

  public static Finding fine(String subject, String found) {
    return new Finding(subject, Mark.FINE, found);
  }

  public static Finding notChecked(String subject, String why) {
    return new Finding(subject, Mark.NOT_CHECKED, why);
  }
}
