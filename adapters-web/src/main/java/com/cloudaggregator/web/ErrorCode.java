package com.cloudaggregator.web;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The closed catalogue: every code that a problem or a redirect may carry. Its texts are in the message files under
 * {@code error.<code>.…}; its page is {@code /docs/errors/<code>}.
 */
enum ErrorCode {
  AUTHENTICATION_REQUIRED(401, false),
  SESSION_EXPIRED(401, false),
  FORBIDDEN(403, false),
  NOT_FOUND(404, false),
  VALIDATION_FAILED(400, false),
  MALFORMED_REQUEST(400, false),
  METHOD_NOT_ALLOWED(405, false),
  NOT_ACCEPTABLE(406, false),
  UNSUPPORTED_MEDIA_TYPE(415, false),
  PAYLOAD_TOO_LARGE(413, false),
  RATE_LIMITED(429, true),
  TRANSFER_TOKEN_INVALID(400, false),
  TRANSFER_TOKEN_EXPIRED(400, false),
  TRANSFER_TOKEN_USED(409, false),
  TRANSFER_TOKEN_OTHER_USER(403, false),
  ACCOUNT_NOT_FOUND(404, false),
  OWNER_CHANGED(409, false),
  ACCOUNT_RELEASED(409, false),
  ALREADY_OWNER(409, false),
  TRANSFER_COOLDOWN(429, true),
  OWNERSHIP_CONFLICT(409, false),
  ACCOUNT_MISMATCH(409, false),
  MISSING_REFRESH_TOKEN(409, false),
  NEEDS_RECONNECT(409, false),
  ACCESS_DENIED(403, false),
  INVALID_STATE(400, false),
  MISSING_PARAMS(400, false),
  PROVIDER_ERROR(502, false),
  PROVIDER_UNAVAILABLE(503, true),
  PROVIDER_NOT_CONFIGURED(503, false),
  TOKEN_EXCHANGE_FAILED(502, false),
  IDENTITY_INVALID(502, false),
  USERINFO_FAILED(502, false),
  INSUFFICIENT_SCOPE(403, false),
  IDENTITY_UNAVAILABLE(503, true),
  DATABASE_QUERY_FAILED(503, true),
  DATABASE_INCONSISTENCY(500, true),
  DATABASE_UNAVAILABLE(503, true),
  DATABASE_ERROR(500, false),
  INTERNAL_ERROR(500, false);

  private final int status;
  private final boolean retryable;

  ErrorCode(int status, boolean retryable) {
    this.status = status;
    this.retryable = retryable;
  }

  /** As it is written in a problem, a redirect and an address: the name in lower case. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  int status() {
    return status;
  }

  /** Whether the same request may succeed later without anyone's doing. */
  boolean retryable() {
    return retryable;
  }

  /** The built-in page on which a person can go on; absent where there is nothing to do but to wait or to ask. */
  Optional<String> next() {
    return switch (this) {
      case AUTHENTICATION_REQUIRED, SESSION_EXPIRED -> Optional.of("/login");
      case TRANSFER_TOKEN_INVALID,
          TRANSFER_TOKEN_EXPIRED,
          TRANSFER_TOKEN_USED,
          TRANSFER_TOKEN_OTHER_USER,
          ACCOUNT_NOT_FOUND,
          OWNER_CHANGED,
          ACCOUNT_RELEASED,
          ALREADY_OWNER,
          OWNERSHIP_CONFLICT,
          NEEDS_RECONNECT -> Optional.of("/app");
      default -> Optional.empty();
    };
  }

  /** What a status means that was set without a code: by the container, by Spring, or by a filter of theirs. */
  static ErrorCode ofStatus(int status) {
    return switch (status) {
      case 401 -> AUTHENTICATION_REQUIRED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 413 -> PAYLOAD_TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 429 -> RATE_LIMITED;
      // A method or a version of HTTP that nobody knows is the caller's mistake, whatever its number says.
      case 501, 505 -> MALFORMED_REQUEST;
      default -> status < 500 ? MALFORMED_REQUEST : INTERNAL_ERROR;
    };
  }

  /** Exact: {@code Owner_Changed} is no code. */
  static Optional<ErrorCode> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
  }
}
