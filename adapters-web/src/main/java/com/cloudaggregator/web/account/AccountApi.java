package com.cloudaggregator.web.account;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.NameAccount;
import com.cloudaggregator.application.account.OwnedAccount;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Nickname;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.web.openapi.ApiCall;
import com.cloudaggregator.web.openapi.ApiGroup;
import com.cloudaggregator.web.openapi.ApiParameter;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
import com.cloudaggregator.web.request.Identifiers;
import com.cloudaggregator.web.request.JsonBody;
import com.cloudaggregator.web.request.PageRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Lists the accounts of a user. */
@RestController
final class AccountApi {
  private final ListAccounts accounts;
  private final NameAccount names;

  AccountApi(ListAccounts accounts, NameAccount names) {
    this.accounts = accounts;
    this.names = names;
  }

  /**
   * A page of accounts. Its text leaves the accounts out, because Spring logs what it writes.
   *
   * @param summary counts of all the caller's accounts, not only of this page
   * @param next the cursor of the next page; null on the last page
   */
  record CloudStatus(List<ListedAccount> accounts, AccountCounts summary, @Nullable String next) {
    @Override
    public String toString() {
      return "CloudStatus[" + summary + "]";
    }
  }

  /**
   * An account as its owner sees it.
   *
   * @param nickname the owner's own name for it; empty if there is none
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record ListedAccount(
      UUID id,
      String provider,
      String providerAccountId,
      String label,
      String nickname,
      String status,
      @Nullable String reason,
      Instant connectedAt) {

    static ListedAccount of(CloudAccount account) {
      return new ListedAccount(
          account.id().value(),
          account.providerAccount().provider().id(),
          account.providerAccount().subject(),
          account.label().value(),
          account.nickname().value(),
          account.status().name().toLowerCase(Locale.ROOT),
          account.reason() == null ? null : account.reason().code(),
          account.connectedAt());
    }
  }

  /**
   * The answer to a new nickname.
   *
   * @param nickname as it is stored, without control characters and double spaces
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record NicknameReceipt(boolean success, UUID accountId, String nickname) {}

  /** The number of accounts of each status that an owned account can have. */
  @JsonNaming(SnakeCaseStrategy.class)
  record AccountCounts(long total, long connected, long needsReconnect) {

    static AccountCounts of(List<OwnedAccount> accounts) {
      return new AccountCounts(
          accounts.size(),
          count(accounts, AccountStatus.CONNECTED),
          count(accounts, AccountStatus.NEEDS_RECONNECT));
    }

    AccountCounts plus(AccountCounts other) {
      return new AccountCounts(
          total + other.total, connected + other.connected, needsReconnect + other.needsReconnect);
    }

    private static long count(List<OwnedAccount> accounts, AccountStatus status) {
      return accounts.stream().filter(owned -> owned.account().status() == status).count();
    }
  }

  @ApiCall(
      group = ApiGroup.ACCOUNT,
      id = "listAccounts",
      query = {ApiParameter.LIMIT, ApiParameter.CURSOR},
      answer =
          """
          {"accounts": [{"id": "0190a000-0000-7000-8000-00000000abcd", "provider": "onedrive",
          "provider_account_id": "62c0cfcdf8b5bc8c", "label": "ana.perez@outlook.com", "nickname": "Work", "status": "connected", "reason": null,
          "connected_at": "2026-11-25T10:00:00Z"}], "summary": {"total": 1, "connected": 1, "needs_reconnect": 0}, "next": null}""")
  @GetMapping("/me/cloud-status")
  CloudStatus list(UserId caller, PageRequest wanted) {
    AccountId after = wanted.after() == null ? null : new AccountId(wanted.after());
    Slice<OwnedAccount, AccountId> page = accounts.list(caller, after, wanted.limit());
    boolean isAll = after == null && page.next().isEmpty();
    return new CloudStatus(
        page.items().stream().map(OwnedAccount::account).map(ListedAccount::of).toList(),
        isAll ? AccountCounts.of(page.items()) : countAll(caller),
        page.next().map(AccountId::value).map(Identifiers::cursor).orElse(null));
  }

  @ApiCall(
      group = ApiGroup.ACCOUNT,
      id = "nameAccount",
      body =
          """
          {"nickname": "Work"}""",
      answer =
          """
          {"success": true, "account_id": "0190a000-0000-7000-8000-00000000abcd", "nickname": "Work"}""",
      refuses = {ErrorCode.ACCOUNT_NOT_FOUND})
  @PatchMapping(path = "/me/clouds/{account}", consumes = MediaType.APPLICATION_JSON_VALUE)
  NicknameReceipt name(
      @PathVariable("account") String account, UserId caller, HttpServletRequest request)
      throws IOException {
    AccountId id =
        Identifiers.parse(account)
            .map(AccountId::new)
            .orElseThrow(() -> new ProblemException(ErrorCode.ACCOUNT_NOT_FOUND));
    Nickname nickname;
    try {
      nickname = new Nickname(JsonBody.onlyTextOrEmpty(request, "nickname"));
    } catch (IllegalArgumentException tooLong) {
      throw new ProblemException(ErrorCode.VALIDATION_FAILED);
    }
    if (!names.name(id, caller, nickname)) {
      throw new ProblemException(ErrorCode.ACCOUNT_NOT_FOUND);
    }
    return new NicknameReceipt(true, id.value(), nickname.value());
  }

  /** Counts page by page, for the few users whose accounts fill more than one page. */
  private AccountCounts countAll(UserId caller) {
    AccountCounts sum = new AccountCounts(0, 0, 0);
    AccountId after = null;
    do {
      Slice<OwnedAccount, AccountId> page = accounts.list(caller, after, ListAccounts.MAX_LIMIT);
      sum = sum.plus(AccountCounts.of(page.items()));
      after = page.next().orElse(null);
    } while (after != null);
    return sum;
  }
}
