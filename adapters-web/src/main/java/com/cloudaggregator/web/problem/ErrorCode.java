package com.cloudaggregator.web.problem;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The closed catalogue of codes that a problem or a redirect may carry. The texts are in the
 * message files under {@code error.<code>.…}; the page of a code is {@code /docs/errors/<code>}.
 */
public enum ErrorCode {
  AUTHENTICATION_REQUIRED(401, false),
  SESSION_EXPIRED(401, false),
  FORBIDDEN(403, false),
  ORIGIN_NOT_ALLOWED(403, false),
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
  ACCOUNT_FROZEN(409, false),
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

  /** The name in lower case, as problems, redirects and addresses contain it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public int status() {
    return status;
  }

  /** Whether the same request may succeed later. */
  public boolean retryable() {
    return retryable;
  }

  /**
   * The log line that tells operators the reason, in the form of docs/contract.md, section 7: for a
   * failure at a provider the line of the step that failed, otherwise the line of the refusal.
   */
  public String logLine() {
    return switch (this) {
      case ACCESS_DENIED, PROVIDER_ERROR -> "[PROVIDER][AUTHORIZATION] refused: …";
      case TOKEN_EXCHANGE_FAILED -> "[PROVIDER][TOKEN_EXCHANGE] refused: …";
      case IDENTITY_INVALID -> "[PROVIDER][ID_TOKEN] refused: …";
      case USERINFO_FAILED -> "[PROVIDER][USER_INFO] refused: …";
      case PROVIDER_UNAVAILABLE -> "[PROVIDER][METADATA|TOKEN_EXCHANGE|USER_INFO] refused: …";
      case NEEDS_RECONNECT -> "[PROVIDER][NEEDS_RECONNECT] Account needs to be reconnected: …";
      case AUTHENTICATION_REQUIRED -> "[USERS][TOKEN] refused: …";
      case OWNERSHIP_CONFLICT -> "[PROVIDER][23505] Ownership conflict: …";
      case DATABASE_QUERY_FAILED ->
          "[PROVIDER][23505] Failed to query owner after UNIQUE violation: …";
      case DATABASE_INCONSISTENCY ->
          "[PROVIDER][23505] No owner found after UNIQUE violation for …";
      case DATABASE_ERROR -> "[PROVIDER][UPSERT_ERROR] …";
      default -> "Refused: " + status + " " + code();
    };
  }

  /** The built-in page where the user can continue; empty if they can only wait or ask for help. */
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
          ACCOUNT_FROZEN,
          ALREADY_OWNER,
          OWNERSHIP_CONFLICT,
          NEEDS_RECONNECT ->
          Optional.of("/app");
      default -> Optional.empty();
    };
  }

  /**
   * The code for a status that the container, Spring or one of their filters set without a code.
   */
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
      // An unknown method or HTTP version is a mistake of the caller, although the status is 5xx.
      case 501, 505 -> MALFORMED_REQUEST;
      default -> status < 500 ? MALFORMED_REQUEST : INTERNAL_ERROR;
    };
  }

  /** Compares exactly: {@code Owner_Changed} is not a code. */
  public static Optional<ErrorCode> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
  }
}
