package com.cloudaggregator.web;

import com.cloudaggregator.application.evidence.RecordedCall;
import com.cloudaggregator.application.evidence.ServiceCall;
import com.cloudaggregator.application.verification.ReadServiceCalls;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Where an operator reads what services asked for; {@code /ops/**} is guarded by the program. */
@RestController
final class ServiceCallApi {
  private final ReadServiceCalls calls;

  ServiceCallApi(ReadServiceCalls calls) {
    this.calls = calls;
  }

  /**
   * A page of calls, newest first.
   *
   * @param next the cursor of the next page; null when this is the last
   */
  record Calls(List<Call> calls, @Nullable String next) {
    @Override
    public String toString() {
      return "Calls[" + calls.size() + "]";
    }
  }

  /**
   * One call.
   *
   * @param askedEpoch null when the service took the present one
   * @param givenEpoch null when it got no token
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Call(
      Instant at,
      String service,
      String user,
      UUID account,
      @Nullable Long askedEpoch,
      String answer,
      @Nullable Long givenEpoch,
      String traceId) {

    static Call of(RecordedCall recorded) {
      ServiceCall call = recorded.call();
      return new Call(
          recorded.at(),
          call.service().value(),
          call.user().value(),
          call.account().value(),
          number(call.asked()),
          call.answer().name().toLowerCase(Locale.ROOT),
          number(call.given()),
          recorded.traceId());
    }

    private static @Nullable Long number(@Nullable Epoch epoch) {
      return epoch == null ? null : Long.valueOf(epoch.value());
    }

    @Override
    public String toString() {
      return "Call[" + answer + "]";
    }
  }

  @GetMapping("/ops/service-calls")
  Calls about(HttpServletRequest request) {
    Query query = Query.of(request);
    AccountId account = query.atMostOnce("account_id")
        .flatMap(Identifiers::parse)
        .map(AccountId::new)
        .orElseThrow(() -> new RefusedRequest(ErrorCode.VALIDATION_FAILED));
    PageRequest wanted = PageRequest.of(query);
    ReadServiceCalls.Page page = calls.about(account, wanted.after(), wanted.limit());
    return new Calls(
        page.calls().stream().map(Call::of).toList(), page.next().map(Identifiers::cursor).orElse(null));
  }
}
