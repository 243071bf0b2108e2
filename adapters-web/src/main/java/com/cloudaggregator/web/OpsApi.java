package com.cloudaggregator.web;

import com.cloudaggregator.application.evidence.Dossier;
import com.cloudaggregator.application.evidence.OwnerChange;
import com.cloudaggregator.application.evidence.Sighting;
import com.cloudaggregator.application.evidence.Figure;
import com.cloudaggregator.application.evidence.RefusedRow;
import com.cloudaggregator.application.verification.Criterion;
import com.cloudaggregator.application.verification.InspectAccounts;
import com.cloudaggregator.application.verification.InspectAccounts.Inspection;
import com.cloudaggregator.application.verification.InspectAccounts.LastDuplicate;
import com.cloudaggregator.application.verification.ReadVerification;
import com.cloudaggregator.application.verification.Verdict;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What an operator asks: does the handling of 23505 work, and what became of an account. Who is no operator does not
 * get here: {@code /ops/**} is guarded by the program. Records that hold ids of users or accounts do not print them:
 * Spring logs what it writes.
 */
@RestController
final class OpsApi {
  private final ReadVerification verification;
  private final InspectAccounts accounts;
  private final Texts texts;

  OpsApi(ReadVerification verification, InspectAccounts accounts, Texts texts) {
    this.verification = verification;
    this.accounts = accounts;
    this.texts = texts;
  }

  /** All verdicts in the record's order, and the constraints at work. */
  @JsonNaming(SnakeCaseStrategy.class)
  record Report(List<Judged> criteria, List<Refused> refusedRows) {

    static Report of(ReadVerification verification, Texts texts, Locale language) {
      return new Report(
          verification.read().entrySet().stream()
              .map(entry -> Judged.of(entry.getKey(), entry.getValue(), texts, language))
              .toList(),
          verification.refusedRows().entrySet().stream()
              .map(Refused::of)
              .sorted(Comparator.comparing(Refused::provider).thenComparing(Refused::constraint))
              .toList());
    }
  }

  /**
   * A criterion and what the evidence says of it.
   *
   * @param verdict {@code proven}, {@code not_seen_yet} or {@code violated}
   * @param count of what decided the verdict
   * @param lastAt null with {@code not_seen_yet}, as is the trace id
   * @param remedy what to do
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Judged(
      String id,
      String sentence,
      String verdict,
      long count,
      @Nullable Instant lastAt,
      @Nullable String traceId,
      String remedy) {

    static Judged of(Criterion criterion, Verdict verdict, Texts texts, Locale language) {
      return switch (verdict) {
        case Verdict.Proven(var figure) -> of(criterion, "proven", figure, texts, language);
        case Verdict.NotSeenYet() -> of(criterion, "not_seen_yet", null, texts, language);
        case Verdict.Violated(var figure) -> of(criterion, "violated", figure, texts, language);
      };
    }

    private static Judged of(
        Criterion criterion, String verdict, @Nullable Figure figure, Texts texts, Locale language) {
      String id = inSmall(criterion);
      return new Judged(
          id,
          texts.text("ops." + id + ".sentence", language),
          verdict,
          figure == null ? 0 : figure.count(),
          figure == null ? null : figure.lastAt(),
          figure == null ? null : figure.traceId(),
          texts.text("ops." + id + ".remedy", language));
    }
  }

  /** A constraint that refused rows of a provider. */
  @JsonNaming(SnakeCaseStrategy.class)
  record Refused(String provider, String constraint, long count, Instant lastAt, String traceId) {

    static Refused of(Map.Entry<RefusedRow, Figure> entry) {
      Figure figure = entry.getValue();
      return new Refused(
          entry.getKey().provider().id(),
          entry.getKey().constraint(),
          figure.count(),
          figure.lastAt(),
          figure.traceId());
    }
  }

  /**
   * An account, whoever owns it.
   *
   * @param owner null when it was released
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Account(
      UUID id,
      String provider,
      String providerAccountId,
      @Nullable String owner,
      long epoch,
      String status,
      Instant connectedAt) {

    static Account of(CloudAccount account) {
      return new Account(
          account.id().value(),
          account.providerAccount().provider().id(),
          account.providerAccount().subject(),
          nameOf(account.ownerOrNull()),
          account.epoch().value(),
          inSmall(account.status()),
          account.connectedAt());
    }

    @Override
    public String toString() {
      return "Account[" + id + "]";
    }
  }

  /**
   * A page of accounts.
   *
   * @param next the cursor of the next page; null when this is the last
   */
  record Listed(List<Account> accounts, @Nullable String next) {}

  /**
   * An account's past, judged.
   *
   * @param gapless whether there is one change of owner for each epoch
   * @param lastDuplicate null when the account never met 23505
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Past(
      Account account,
      List<Change> history,
      boolean gapless,
      Offers pendingOffers,
      @JsonProperty("last_23505") @Nullable Duplicate lastDuplicate) {

    static Past of(Inspection inspection) {
      Dossier dossier = inspection.dossier();
      return new Past(
          Account.of(dossier.account()),
          dossier.history().stream().map(Change::of).toList(),
          inspection.gapless(),
          new Offers(dossier.pending().count(), dossier.pending().lastExpiry()),
          inspection.lastDuplicate().map(Duplicate::of).orElse(null));
    }
  }

  /**
   * One change of owner.
   *
   * @param from null when nobody owned the account before
   * @param to null when it was released
   */
  record Change(long epoch, @Nullable String from, @Nullable String to, String cause, Instant at) {

    static Change of(OwnerChange change) {
      return new Change(
          change.epoch().value(), nameOf(change.from()), nameOf(change.to()), inSmall(change.cause()), change.at());
    }

    @Override
    public String toString() {
      return "Change[" + epoch + ", " + cause + "]";
    }
  }

  /** Offers that someone may still use. */
  @JsonNaming(SnakeCaseStrategy.class)
  record Offers(long count, @Nullable Instant lastExpiry) {}

  /**
   * The last 23505 that the account met.
   *
   * @param resolution null when it left no evidence of how it ended
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Duplicate(Instant at, String traceId, @Nullable Resolution resolution) {

    static Duplicate of(LastDuplicate duplicate) {
      return new Duplicate(
          duplicate.detected().at(),
          duplicate.detected().traceId(),
          duplicate.resolution().map(Resolution::of).orElse(null));
    }
  }

  /** How a duplicate ended. */
  record Resolution(String outcome, Instant at) {

    static Resolution of(Sighting sighting) {
      return new Resolution(inSmall(sighting.evidence()), sighting.at());
    }
  }

  /** Without a {@code produces}, so that who accepts anything gets JSON and only who asks for a page gets one. */
  @ApiCall(
      id = "readVerification",
      answer = """
          {"criteria": [{"id": "dialog_opened", "sentence": "The page opens the transfer dialog instead of an error.",
          "verdict": "proven", "count": 2, "last_at": "2026-11-25T10:00:00Z", "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
          "remedy": "Nothing to do."}], "refused_rows": []}""")
  @GetMapping("/ops/verification")
  Report verification(HttpServletRequest request, HttpServletResponse response) {
    Locale language = texts.language(request);
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, language.getLanguage());
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    return Report.of(verification, texts, language);
  }

  /** One account by its name in the world, or a page of those of a status; never both. */
  @ApiCall(
      id = "inspectAccounts",
      query = {ApiParameter.PROVIDER, ApiParameter.PROVIDER_ACCOUNT_ID, ApiParameter.STATUS, ApiParameter.LIMIT, ApiParameter.CURSOR},
      answers = {Past.class, Listed.class},
      answer = """
          {"accounts": [{"id": "0190a000-0000-7000-8000-00000000abcd", "provider": "onedrive",
          "provider_account_id": "62c0cfcdf8b5bc8c", "owner": "a0000000-0000-4000-8000-000000000001", "epoch": 3,
          "status": "connected", "connected_at": "2026-11-25T10:00:00Z"}], "next": null}""",
      refuses = {
        ErrorCode.ACCOUNT_NOT_FOUND
      })
  @GetMapping("/ops/accounts")
  Record accounts(HttpServletRequest request) {
    Query query = Query.of(request);
    boolean isList = query.has("status");
    if (isList == (query.has("provider") || query.has("provider_account_id"))) {
      throw new RefusedRequest(ErrorCode.VALIDATION_FAILED);
    }
    return isList ? listed(query) : past(query);
  }

  private Listed listed(Query query) {
    AccountStatus status = query.atMostOnce("status").flatMap(OpsApi::status).orElseThrow(OpsApi::invalid);
    PageRequest wanted = PageRequest.of(query);
    InspectAccounts.Page page = accounts.byStatus(
        status, wanted.after() == null ? null : new AccountId(wanted.after()), wanted.limit());
    return new Listed(
        page.accounts().stream().map(Account::of).toList(),
        page.next().map(AccountId::value).map(Identifiers::cursor).orElse(null));
  }

  private Past past(Query query) {
    return accounts.inspect(named(query))
        .map(Past::of)
        .orElseThrow(() -> new RefusedRequest(ErrorCode.ACCOUNT_NOT_FOUND));
  }

  private static ProviderAccountId named(Query query) {
    String provider = query.atMostOnce("provider").orElseThrow(OpsApi::invalid);
    String subject = query.atMostOnce("provider_account_id").orElseThrow(OpsApi::invalid);
    try {
      return ProviderAccountId.of(provider, subject);
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
  }

  private static Optional<AccountStatus> status(String text) {
    return Arrays.stream(AccountStatus.values()).filter(status -> inSmall(status).equals(text)).findFirst();
  }

  private static RefusedRequest invalid() {
    return new RefusedRequest(ErrorCode.VALIDATION_FAILED);
  }

  private static @Nullable String nameOf(@Nullable UserId user) {
    return user == null ? null : user.value();
  }

  private static String inSmall(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
