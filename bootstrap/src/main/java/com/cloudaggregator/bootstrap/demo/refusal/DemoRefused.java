package com.cloudaggregator.bootstrap.demo.refusal;

/** The demo must not start; the message says why, the action what to do about it. Neither holds a value of a setting. */
public final class DemoRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String action;

  public DemoRefused(String description, String action) {
    super(description);
    this.action = action;
  }

  public DemoRefused(String description, String action, Throwable cause) {
    super(description, cause);
    this.action = action;
  }

  public String action() {
    return action;
  }
}
