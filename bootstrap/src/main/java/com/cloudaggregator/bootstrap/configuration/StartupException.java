package com.cloudaggregator.bootstrap.configuration;

/**
 * The program must not start. The message says why, the action what to do. Neither contains the
 * value of a setting.
 */
public final class StartupException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String action;

  public StartupException(String description, String action) {
    super(description);
    this.action = action;
  }

  public StartupException(String description, String action, Throwable cause) {
    super(description, cause);
    this.action = action;
  }

  public String action() {
    return action;
  }
}
