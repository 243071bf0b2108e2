package com.cloudaggregator.web.operator.servicecalls;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.token.ListServiceCalls;
import com.cloudaggregator.application.token.ServiceCall;
import com.cloudaggregator.application.token.ServiceCallEntry;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.web.operator.OperatorFrame;
import com.cloudaggregator.web.request.Csv;
import com.cloudaggregator.web.request.Identifiers;
import com.cloudaggregator.web.request.QueryParameters;
import com.cloudaggregator.web.text.Messages;
import com.cloudaggregator.web.text.ReadableTime;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The service calls as a page and as a CSV file. Invalid parameters are ignored. */
@Controller
final class ServiceCallPage {
  private static final int ROWS = 25;

  private final ListServiceCalls calls;
  private final Messages messages;

  ServiceCallPage(ListServiceCalls calls, Messages messages) {
    this.calls = calls;
    this.messages = messages;
  }

  /**
   * A call as a row.
   *
   * @param account null if the call is not about one account
   */
  record CallRow(
      ReadableTime at,
      String service,
      String user,
      @Nullable String account,
      String answer,
      String tone,
      @Nullable Long epoch,
      String trace) {

    static CallRow of(ServiceCallEntry entry, Locale language) {
      ServiceCall call = entry.call();
      return new CallRow(
          ReadableTime.of(entry.at(), language),
          call.service().value(),
          call.user().value(),
          accountOf(call),
          codeOf(call),
          switch (call.result()) {
            case TOKEN_GIVEN, USER_ERASED, USER_EXPORTED -> "good";
            case NOT_FOUND, OWNER_CHANGED, NEEDS_RECONNECT, ACCOUNT_FROZEN -> "unseen";
            case UNAVAILABLE, RATE_LIMITED, NOT_CONFIGURED -> "warn";
          },
          numberOf(call.vendedEpoch()),
          entry.traceId());
    }
  }

  @GetMapping(path = "/ops/service-calls", produces = MediaType.TEXT_HTML_VALUE)
  String show(
      QueryParameters query,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    Locale language = messages.resolveLanguage(request);
    AccountId account = parseAccount(query);
    Slice<ServiceCallEntry, UUID> page =
        calls.list(
            account, query.single("cursor").flatMap(Identifiers::fromCursor).orElse(null), ROWS);
    OperatorFrame.addTo(model, "service-calls", response);
    model.addAttribute("account", account == null ? null : account.toString());
    model.addAttribute(
        "rows", page.items().stream().map(entry -> CallRow.of(entry, language)).toList());
    model.addAttribute("older", page.next().map(Identifiers::cursor).orElse(null));
    return "ops-service-calls";
  }

  @GetMapping("/ops/service-calls.csv")
  ResponseEntity<String> export(QueryParameters query) {
    AccountId account = parseAccount(query);
    Csv table =
        new Csv(
            "at",
            "service",
            "user",
            "account_id",
            "asked_epoch",
            "answer",
            "given_epoch",
            "trace_id");
    UUID after = null;
    int rows = 0;
    do {
      Slice<ServiceCallEntry, UUID> page = calls.list(account, after, ListServiceCalls.MAX_LIMIT);
      page.items().forEach(entry -> addLine(table, entry));
      rows += page.items().size();
      after = page.next().orElse(null);
    } while (after != null && rows < Csv.MAX_ROWS);
    return table.toResponse("service-calls.csv");
  }

  private static void addLine(Csv table, ServiceCallEntry entry) {
    ServiceCall call = entry.call();
    Long asked = numberOf(call.requestedEpoch());
    Long given = numberOf(call.vendedEpoch());
    table.add(
        entry.at().toString(),
        call.service().value(),
        call.user().value(),
        accountOf(call),
        asked == null ? null : asked.toString(),
        codeOf(call),
        given == null ? null : given.toString(),
        entry.traceId());
  }

  private static @Nullable AccountId parseAccount(QueryParameters query) {
    return query
        .single("account_id")
        .map(String::strip)
        .flatMap(Identifiers::parse)
        .map(AccountId::new)
        .orElse(null);
  }

  /** The nil UUID stands for no account. */
  private static @Nullable String accountOf(ServiceCall call) {
    UUID id = call.account().value();
    return id.equals(new UUID(0, 0)) ? null : id.toString();
  }

  private static String codeOf(ServiceCall call) {
    return call.result().name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Long numberOf(@Nullable Epoch epoch) {
    return epoch == null ? null : Long.valueOf(epoch.value());
  }
}
