package com.cloudaggregator.bootstrap.demo.provider;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** The faults that apply to every endpoint: delays and error answers. */
final class Faults {
  private static final Duration SLOW = Duration.ofSeconds(2);
  private static final Duration HANGING = Duration.ofMinutes(1);

  private Faults() {}

  /** The same for a revocation endpoint. */
  static Optional<ResponseEntity<Map<String, Object>>> answerToRevocation(
      FaultSwitch faults, Vendor vendor) {
    return faults.of(vendor) == Fault.REVOCATION_REFUSED
        ? Optional.of(ResponseEntity.badRequest().body(Map.of("error", "unsupported_token_type")))
        : answer(faults, vendor);
  }

  /** The error answer that replaces the regular one, after the delay of the fault. */
  static Optional<ResponseEntity<Map<String, Object>>> answer(FaultSwitch faults, Vendor vendor) {
    return switch (faults.of(vendor)) {
      case SLOW -> {
        faults.waitWhile(vendor, Fault.SLOW, SLOW);
        yield Optional.empty();
      }
      case HANG -> {
        faults.waitWhile(vendor, Fault.HANG, HANGING);
        yield Optional.empty();
      }
      case TOO_MANY_REQUESTS ->
          Optional.of(
              ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                  .header(HttpHeaders.RETRY_AFTER, "1")
                  .body(Map.of("error", "too_many_requests")));
      case SERVER_ERROR ->
          Optional.of(ResponseEntity.internalServerError().body(Map.of("error", "server_error")));
      case NONE,
          NO_REFRESH_TOKEN,
          SHORT_LIVED,
          INVALID_GRANT,
          DENIED,
          CONSENT_ERROR,
          SCOPE_LEFT_OUT,
          USER_INFO_REFUSED,
          WRONG_NONCE,
          MISSING_ID,
          REVOCATION_REFUSED ->
          Optional.empty();
    };
  }
}
