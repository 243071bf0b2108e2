package com.cloudaggregator.web.operator.accounts;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.audit.InspectAccounts;
import com.cloudaggregator.application.audit.InvestigateAccount;
import com.cloudaggregator.application.audit.InvestigateAccount.AccountFile;
import com.cloudaggregator.application.audit.OfferEntry;
import com.cloudaggregator.application.audit.OperateAccount;
import com.cloudaggregator.application.audit.OperateAccount.Action;
import com.cloudaggregator.application.audit.OperatorOrder;
import com.cloudaggregator.application.audit.TimelineEntry;
import com.cloudaggregator.application.token.ServiceCallEntry;
import com.cloudaggregator.application.webhook.EventDelivery;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.web.operator.OperatorFrame;
import com.cloudaggregator.web.page.PageText;
import com.cloudaggregator.web.page.PageTexts;
import com.cloudaggregator.web.page.Redirects;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
import com.cloudaggregator.web.request.Csv;
import com.cloudaggregator.web.request.Identifiers;
import com.cloudaggregator.web.request.QueryParameters;
import com.cloudaggregator.web.text.Messages;
import com.cloudaggregator.web.text.ReadableTime;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The accounts of all users for an operator's browser: a search, a list by status, one account with
 * everything on file, and the actions on it. Invalid parameters of an address are ignored.
 */
@Controller
final class AccountPages {
  private static final int ROWS = 25;
  private static final String PAGE = "/ops/accounts/";
  private static final String FROZEN = "frozen";

  /** What the list can show: the accounts of a status, and those that are frozen. */
  private static final List<String> STATUSES =
      Stream.concat(
              Arrays.stream(AccountStatus.values()).map(AccountPages::codeOf), Stream.of(FROZEN))
          .toList();

  private final InvestigateAccount investigation;
  private final InspectAccounts accounts;
  private final OperateAccount operation;
  private final Messages messages;
  private final PageTexts texts;
  private final Clock clock;

  AccountPages(
      InvestigateAccount investigation,
      InspectAccounts accounts,
      OperateAccount operation,
      Messages messages,
      PageTexts texts,
      Clock clock) {
    this.investigation = investigation;
    this.accounts = accounts;
    this.operation = operation;
    this.messages = messages;
    this.texts = texts;
    this.clock = clock;
  }

  /**
   * An account as a row.
   *
   * @param tone the class of the badge
   * @param status also {@code frozen}
   */
  record AccountRow(
      String id,
      String provider,
      String subject,
      @Nullable String label,
      @Nullable String owner,
      long epoch,
      String status,
      String tone,
      ReadableTime since) {

    static AccountRow of(CloudAccount account, PageText text, Locale language) {
      String status = account.isFrozen() ? FROZEN : codeOf(account.status());
      return new AccountRow(
          account.id().toString(),
          text.nameOf(account.providerAccount().provider()),
          account.providerAccount().subject(),
          account.label().value().isEmpty() ? null : account.label().value(),
          idOf(account.ownerOrNull()),
          account.epoch().value(),
          status,
          switch (status) {
            case "connected" -> "good";
            case "released" -> "unseen";
            default -> "warn";
          },
          ReadableTime.of(account.connectedAt(), language));
    }
  }

  /** An entry of the timeline as a row. */
  record TimelineRow(
      ReadableTime at,
      String kind,
      @Nullable Long epoch,
      @Nullable String from,
      @Nullable String to,
      @Nullable String reason,
      @Nullable String trace) {

    static TimelineRow of(TimelineEntry entry, Locale language) {
      String trace = entry.traceId();
      return new TimelineRow(
          ReadableTime.of(entry.at(), language),
          entry.kind(),
          entry.epoch(),
          idOf(entry.from()),
          idOf(entry.to()),
          entry.reason(),
          "-".equals(trace) ? null : trace);
    }
  }

  /**
   * An offer as a row.
   *
   * @param state {@code used}, {@code open} or {@code ended}
   */
  record OfferRow(String requester, ReadableTime created, ReadableTime expires, String state) {

    static OfferRow of(OfferEntry offer, Instant now, Locale language) {
      return new OfferRow(
          offer.requester().value(),
          ReadableTime.of(offer.createdAt(), language),
          ReadableTime.of(offer.expiresAt(), language),
          offer.usedAt() != null ? "used" : offer.expiresAt().isAfter(now) ? "open" : "ended");
    }
  }

  /** A service call as a row. */
  record CallRow(ReadableTime at, String service, String user, String answer, String trace) {

    static CallRow of(ServiceCallEntry entry, Locale language) {
      return new CallRow(
          ReadableTime.of(entry.at(), language),
          entry.call().service().value(),
          entry.call().user().value(),
          codeOf(entry.call().result()),
          entry.traceId());
    }
  }

  /** An event for the webhook as a row. */
  record EventRow(ReadableTime at, String id, String type, String state, int attempts) {

    static EventRow of(EventDelivery event, Locale language) {
      return new EventRow(
          ReadableTime.of(event.createdAt(), language),
          event.id().toString(),
          event.type(),
          codeOf(event.state()),
          event.attempts());
    }
  }

  /**
   * What the list shows.
   *
   * @param text to search for; empty if none
   * @param status also {@value #FROZEN}; null for none
   */
  private record Wanted(String text, @Nullable String status, @Nullable AccountId after) {

    static Wanted of(QueryParameters query) {
      return new Wanted(
          query
              .single("q")
              .or(() -> query.single("provider_account_id"))
              .map(String::strip)
              .orElse(""),
          query.single("status").filter(STATUSES::contains).orElse(null),
          query.single("cursor").flatMap(Identifiers::fromCursor).map(AccountId::new).orElse(null));
    }

    Slice<CloudAccount, AccountId> read(
        InvestigateAccount investigation, InspectAccounts accounts, int limit) {
      if (!text.isEmpty()) {
        return new Slice<>(investigation.search(text), Optional.empty());
      }
      if (status == null) {
        return new Slice<>(List.of(), Optional.empty());
      }
      return status.equals(FROZEN)
          ? accounts.listFrozen(after, limit)
          : accounts.listByStatus(
              AccountStatus.valueOf(status.toUpperCase(Locale.ROOT)), after, limit);
    }
  }

  @GetMapping(path = "/ops/accounts", produces = MediaType.TEXT_HTML_VALUE)
  String list(
      QueryParameters query,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    Locale language = messages.resolveLanguage(request);
    PageText text = texts.forLocale(language);
    Wanted wanted = Wanted.of(query);
    String status = wanted.status();
    Slice<CloudAccount, AccountId> page = wanted.read(investigation, accounts, ROWS);
    OperatorFrame.addTo(model, "accounts", response);
    model.addAttribute("q", wanted.text());
    model.addAttribute("status", status);
    model.addAttribute("statuses", STATUSES);
    model.addAttribute(
        "rows",
        page.items().stream().map(account -> AccountRow.of(account, text, language)).toList());
    model.addAttribute("asked", !wanted.text().isEmpty() || status != null);
    model.addAttribute("full", page.items().size() == InvestigateAccount.MAX_FOUND);
    model.addAttribute(
        "older", page.next().map(AccountId::value).map(Identifiers::cursor).orElse(null));
    return "ops-accounts";
  }

  @GetMapping("/ops/accounts.csv")
  ResponseEntity<String> export(QueryParameters query) {
    Wanted wanted = Wanted.of(query);
    Csv table =
        new Csv(
            "id",
            "provider",
            "provider_account_id",
            "owner",
            "epoch",
            "status",
            "frozen_at",
            "connected_at");
    AccountId after = null;
    int rows = 0;
    do {
      Slice<CloudAccount, AccountId> page =
          new Wanted(wanted.text(), wanted.status(), after)
              .read(investigation, accounts, InspectAccounts.MAX_LIMIT);
      page.items().forEach(account -> addLine(table, account));
      rows += page.items().size();
      after = page.next().orElse(null);
    } while (after != null && rows < Csv.MAX_ROWS);
    return table.toResponse("accounts.csv");
  }

  private static void addLine(Csv table, CloudAccount account) {
    Instant frozen = account.frozenAt();
    table.add(
        account.id().toString(),
        account.providerAccount().provider().id(),
        account.providerAccount().subject(),
        idOf(account.ownerOrNull()),
        account.epoch().toString(),
        codeOf(account.status()),
        frozen == null ? null : frozen.toString(),
        account.connectedAt().toString());
  }

  @GetMapping(path = "/ops/accounts/{account}", produces = MediaType.TEXT_HTML_VALUE)
  String show(
      @PathVariable("account") String account,
      QueryParameters query,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    Locale language = messages.resolveLanguage(request);
    PageText text = texts.forLocale(language);
    AccountFile file = investigation.open(parse(account)).orElseThrow(AccountPages::notFound);
    CloudAccount found = file.inspection().history().account();
    Instant frozen = found.frozenAt();
    OperatorFrame.addTo(model, "accounts", response);
    model.addAttribute("account", AccountRow.of(found, text, language));
    model.addAttribute("reason", found.reason() == null ? null : found.reason().code());
    model.addAttribute("frozen", frozen == null ? null : ReadableTime.of(frozen, language));
    model.addAttribute("gapless", file.inspection().gapless());
    model.addAttribute(
        "timeline",
        file.timeline().stream().map(entry -> TimelineRow.of(entry, language)).toList());
    model.addAttribute(
        "offers",
        file.offers().stream()
            .map(offer -> OfferRow.of(offer, clock.instant(), language))
            .toList());
    model.addAttribute(
        "calls", file.calls().stream().map(call -> CallRow.of(call, language)).toList());
    model.addAttribute(
        "events", file.events().stream().map(event -> EventRow.of(event, language)).toList());
    model.addAttribute("ticket", Ticket.of(file));
    model.addAttribute(
        "done",
        query
            .single("done")
            .filter(List.of("freeze", "unfreeze", "release", "changed", "reason")::contains)
            .orElse(null));
    return "ops-account";
  }

  @PostMapping(
      path = "/ops/accounts/{account}/{action:freeze|unfreeze|release}",
      produces = MediaType.TEXT_HTML_VALUE)
  @Nullable String operate(
      @PathVariable("account") String account,
      @PathVariable("action") String action,
      @RequestParam("epoch") long epoch,
      @RequestParam("reason") String reason,
      UserId operator,
      HttpServletResponse response) {
    AccountId id = parse(account);
    if (epoch < 1) {
      throw new ProblemException(ErrorCode.VALIDATION_FAILED);
    }
    String given = reason.strip().replaceAll("\\s+", " ");
    if (given.isEmpty() || given.length() > OperatorOrder.MAX_REASON || hasControl(given)) {
      return Redirects.seeOther(response, PAGE + id + "?done=reason");
    }
    boolean done =
        operation.perform(
            Action.valueOf(action.toUpperCase(Locale.ROOT)),
            new OperatorOrder(id, new Epoch(epoch), operator, given));
    return Redirects.seeOther(response, PAGE + id + "?done=" + (done ? action : "changed"));
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  private static AccountId parse(String text) {
    return Identifiers.parse(text).map(AccountId::new).orElseThrow(AccountPages::notFound);
  }

  private static ProblemException notFound() {
    return new ProblemException(ErrorCode.NOT_FOUND);
  }

  private static @Nullable String idOf(@Nullable UserId user) {
    return user == null ? null : user.value();
  }

  private static String codeOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
