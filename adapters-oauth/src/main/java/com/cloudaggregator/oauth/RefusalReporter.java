package com.cloudaggregator.oauth;

import com.cloudaggregator.domain.account.Provider;
import java.time.Duration;
import java.util.Locale;

/**
 * Receives the reason for each refusal, for operators: what a provider refused, or what we refused
 * in an answer, an ID token or a user's token. A reason holds an HTTP status, an OAuth error code
 * or the name of the failed check; never a secret, never a value of a token.
 *
 * <p>Also receives how long each call to a provider took, for the metrics.
 */
@FunctionalInterface
public interface RefusalReporter {

  void report(Refusal refusal);

  /** A call to a provider has ended; also called when it was not refused. */
  default void called(Provider provider, CallStatus status, Duration took) {}

  /** What was attempted. */
  enum Step {
    METADATA,
    KEY_SET,
    /** The error of an authorization response. */
    AUTHORIZATION,
    TOKEN_EXCHANGE,
    TOKEN_REFRESH,
    ID_TOKEN,
    USER_INFO,
    IDENTITY,
    /** A user's bearer token. */
    TOKEN
  }

  /**
   * @param source in capitals: a provider, {@code SIGN_IN} or {@code USERS}
   * @param reason short, and safe to log
   */
  record Refusal(String source, Step step, String reason) {
    /** RefusalReporter of users' bearer tokens. */
    public static final String USERS = "USERS";

    /** RefusalReporter at the sign-in of the built-in pages. */
    public static final String SIGN_IN = "SIGN_IN";

    public Refusal {
      source = source.toUpperCase(Locale.ROOT);
    }
  }
}
