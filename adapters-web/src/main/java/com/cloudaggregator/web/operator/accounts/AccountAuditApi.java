package com.cloudaggregator.web.operator.accounts;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.audit.AccountHistory;
import com.cloudaggregator.application.audit.InspectAccounts;
import com.cloudaggregator.application.audit.InspectAccounts.Inspection;
import com.cloudaggregator.application.audit.InspectAccounts.LastDuplicate;
import com.cloudaggregator.application.audit.OwnerChange;
import com.cloudaggregator.application.verification.EvidenceEntry;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.web.openapi.ApiCall;
import com.cloudaggregator.web.openapi.ApiGroup;
import com.cloudaggregator.web.openapi.ApiParameter;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
import com.cloudaggregator.web.request.Identifiers;
import com.cloudaggregator.web.request.PageRequest;
import com.cloudaggregator.web.request.QueryParameters;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The owner and the history of any account, for operators. The security configuration restricts
 * {@code /ops/**}. The texts of records with ids of users leave them out, because Spring logs what
 * it writes.
 */
@RestController
final class AccountAuditApi {
  private final InspectAccounts accounts;

  AccountAuditApi(InspectAccounts accounts) {
    this.accounts = accounts;
  }

  /**
   * An account of any owner.
   *
   * @param owner null if it is released
   * @param connectedAt null if it is released
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record AuditedAccount(
      UUID id,
      String provider,
      String providerAccountId,
      @Nullable String owner,
      long epoch,
      String status,
      @Nullable Instant connectedAt) {

    static AuditedAccount of(CloudAccount account) {
      return new AuditedAccount(
          account.id().value(),
          account.providerAccount().provider().id(),
          account.providerAccount().subject(),
          idOf(account.ownerOrNull()),
          account.epoch().value(),
          codeOf(account.status()),
          account.ownerOrNull() == null ? null : account.connectedAt());
    }

    @Override
    public String toString() {
      return "AuditedAccount[" + id + "]";
    }
  }

  /**
   * A page of accounts.
   *
   * @param next the cursor of the next page; null on the last page
   */
  record AuditedAccounts(List<AuditedAccount> accounts, @Nullable String next) {}

  /**
   * The history of an account.
   *
   * @param gapless whether the history has exactly one change of owner for each epoch
   * @param lastDuplicate null if a claim of the account never caused SQLSTATE 23505
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record AuditedHistory(
      AuditedAccount account,
      List<AuditedOwnerChange> history,
      boolean gapless,
      PendingOfferCount pendingOffers,
      @JsonProperty("last_23505") @Nullable AuditedDuplicate lastDuplicate) {

    static AuditedHistory of(Inspection inspection) {
      AccountHistory history = inspection.history();
      return new AuditedHistory(
          AuditedAccount.of(history.account()),
          history.ownerChanges().stream().map(AuditedOwnerChange::of).toList(),
          inspection.gapless(),
          new PendingOfferCount(
              history.pendingOffers().count(), history.pendingOffers().lastExpiry()),
          inspection.lastDuplicate().map(AuditedDuplicate::of).orElse(null));
    }
  }

  /**
   * One change of owner.
   *
   * @param from null if the account had no owner before
   * @param to null if it is released
   */
  record AuditedOwnerChange(
      long epoch, @Nullable String from, @Nullable String to, String cause, Instant at) {

    static AuditedOwnerChange of(OwnerChange change) {
      return new AuditedOwnerChange(
          change.epoch().value(),
          idOf(change.from()),
          idOf(change.to()),
          codeOf(change.cause()),
          change.at());
    }

    @Override
    public String toString() {
      return "AuditedOwnerChange[" + epoch + ", " + cause + "]";
    }
  }

  /** Offers to transfer the account that are still valid. */
  @JsonNaming(SnakeCaseStrategy.class)
  record PendingOfferCount(long count, @Nullable Instant lastExpiry) {}

  /**
   * The last violation of a unique index (SQLSTATE 23505) by a claim of the account.
   *
   * @param resolution null if there is no evidence of its outcome
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record AuditedDuplicate(Instant at, String traceId, @Nullable DuplicateResolution resolution) {

    static AuditedDuplicate of(LastDuplicate duplicate) {
      return new AuditedDuplicate(
          duplicate.detected().at(),
          duplicate.detected().traceId(),
          duplicate.resolution().map(DuplicateResolution::of).orElse(null));
    }
  }

  /** The outcome of a duplicate. */
  record DuplicateResolution(String outcome, Instant at) {

    static DuplicateResolution of(EvidenceEntry entry) {
      return new DuplicateResolution(codeOf(entry.evidence()), entry.at());
    }
  }

  /**
   * Finds one account by provider and provider account id, or lists the accounts of a status; not
   * both.
   */
  @ApiCall(
      group = ApiGroup.OPS,
      id = "inspectAccounts",
      query = {
        ApiParameter.PROVIDER,
        ApiParameter.PROVIDER_ACCOUNT_ID,
        ApiParameter.STATUS,
        ApiParameter.LIMIT,
        ApiParameter.CURSOR
      },
      answers = {AuditedHistory.class, AuditedAccounts.class},
      answer =
          """
          {"accounts": [{"id": "0190a000-0000-7000-8000-00000000abcd", "provider": "onedrive",
          "provider_account_id": "62c0cfcdf8b5bc8c", "owner": "a0000000-0000-4000-8000-000000000001", "epoch": 3,
          "status": "connected", "connected_at": "2026-11-25T10:00:00Z"}], "next": null}""",
      refuses = {ErrorCode.ACCOUNT_NOT_FOUND})
  @GetMapping("/ops/accounts")
  Record find(QueryParameters query) {
    boolean isList = query.has("status");
    if (isList == (query.has("provider") || query.has("provider_account_id"))) {
      throw new ProblemException(ErrorCode.VALIDATION_FAILED);
    }
    return isList ? listByStatus(query) : inspect(query);
  }

  private AuditedAccounts listByStatus(QueryParameters query) {
    AccountStatus status =
        query
            .atMostOnce("status")
            .flatMap(AccountAuditApi::parseStatus)
            .orElseThrow(AccountAuditApi::invalidQuery);
    PageRequest wanted = PageRequest.of(query);
    Slice<CloudAccount, AccountId> page =
        accounts.listByStatus(
            status, wanted.after() == null ? null : new AccountId(wanted.after()), wanted.limit());
    return new AuditedAccounts(
        page.items().stream().map(AuditedAccount::of).toList(),
        page.next().map(AccountId::value).map(Identifiers::cursor).orElse(null));
  }

  private AuditedHistory inspect(QueryParameters query) {
    return accounts
        .inspect(parseAccount(query))
        .map(AuditedHistory::of)
        .orElseThrow(() -> new ProblemException(ErrorCode.ACCOUNT_NOT_FOUND));
  }

  private static ProviderAccountId parseAccount(QueryParameters query) {
    String provider = query.atMostOnce("provider").orElseThrow(AccountAuditApi::invalidQuery);
    String subject =
        query.atMostOnce("provider_account_id").orElseThrow(AccountAuditApi::invalidQuery);
    try {
      return ProviderAccountId.of(provider, subject);
    } catch (IllegalArgumentException e) {
      throw invalidQuery();
    }
  }

  private static Optional<AccountStatus> parseStatus(String text) {
    return Arrays.stream(AccountStatus.values())
        .filter(status -> codeOf(status).equals(text))
        .findFirst();
  }

  private static ProblemException invalidQuery() {
    return new ProblemException(ErrorCode.VALIDATION_FAILED);
  }

  private static @Nullable String idOf(@Nullable UserId user) {
    return user == null ? null : user.value();
  }

  private static String codeOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
