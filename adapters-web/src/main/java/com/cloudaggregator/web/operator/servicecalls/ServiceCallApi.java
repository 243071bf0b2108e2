package com.cloudaggregator.web.operator.servicecalls;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.token.ListServiceCalls;
import com.cloudaggregator.application.token.ServiceCall;
import com.cloudaggregator.application.token.ServiceCallEntry;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.web.openapi.ApiCall;
import com.cloudaggregator.web.openapi.ApiGroup;
import com.cloudaggregator.web.openapi.ApiParameter;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
import com.cloudaggregator.web.request.Identifiers;
import com.cloudaggregator.web.request.PageRequest;
import com.cloudaggregator.web.request.QueryParameters;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Lists the access tokens that services asked for, for operators. The security configuration
 * restricts {@code /ops/**}.
 */
@RestController
final class ServiceCallApi {
  private final ListServiceCalls calls;

  ServiceCallApi(ListServiceCalls calls) {
    this.calls = calls;
  }

  /**
   * A page of calls, newest first.
   *
   * @param next the cursor of the next page; null on the last page
   */
  record ServiceCallList(List<ServiceCallItem> calls, @Nullable String next) {
    @Override
    public String toString() {
      return "ServiceCallList[" + calls.size() + "]";
    }
  }

  /**
   * One call.
   *
   * @param askedEpoch null if the service accepted the current epoch
   * @param givenEpoch null if no token was vended
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record ServiceCallItem(
      Instant at,
      String service,
      String user,
      UUID account,
      @Nullable Long askedEpoch,
      String answer,
      @Nullable Long givenEpoch,
      String traceId) {

    static ServiceCallItem of(ServiceCallEntry recorded) {
      ServiceCall call = recorded.call();
      return new ServiceCallItem(
          recorded.at(),
          call.service().value(),
          call.user().value(),
          call.account().value(),
          toNumber(call.requestedEpoch()),
          call.result().name().toLowerCase(Locale.ROOT),
          toNumber(call.vendedEpoch()),
          recorded.traceId());
    }

    private static @Nullable Long toNumber(@Nullable Epoch epoch) {
      return epoch == null ? null : Long.valueOf(epoch.value());
    }

    @Override
    public String toString() {
      return "ServiceCallItem[" + answer + "]";
    }
  }

  @ApiCall(
      group = ApiGroup.SERVICE_CALL,
      id = "listServiceCalls",
      query = {ApiParameter.ACCOUNT_ID, ApiParameter.LIMIT, ApiParameter.CURSOR},
      answer =
          """
          {"calls": [{"at": "2026-11-25T10:00:00Z", "service": "backup", "user": "a0000000-0000-4000-8000-000000000001",
          "account": "0190a000-0000-7000-8000-00000000abcd", "asked_epoch": 3, "answer": "vended", "given_epoch": 3,
          "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736"}], "next": null}""")
  @GetMapping("/ops/service-calls")
  ServiceCallList list(QueryParameters query, PageRequest wanted) {
    AccountId account =
        query
            .atMostOnce("account_id")
            .flatMap(Identifiers::parse)
            .map(AccountId::new)
            .orElseThrow(() -> new ProblemException(ErrorCode.VALIDATION_FAILED));
    Slice<ServiceCallEntry, UUID> page = calls.list(account, wanted.after(), wanted.limit());
    return new ServiceCallList(
        page.items().stream().map(ServiceCallItem::of).toList(),
        page.next().map(Identifiers::cursor).orElse(null));
  }
}
