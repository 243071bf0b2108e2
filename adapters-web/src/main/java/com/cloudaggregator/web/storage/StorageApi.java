package com.cloudaggregator.web.storage;

import com.cloudaggregator.application.storage.ReadStorage;
import com.cloudaggregator.application.storage.ReadStorage.StorageOutcome;
import com.cloudaggregator.application.storage.StorageSummary;
import com.cloudaggregator.application.storage.StorageSummary.StorageUsage;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.web.openapi.ApiCall;
import com.cloudaggregator.web.openapi.ApiGroup;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.Problem;
import com.cloudaggregator.web.problem.ProblemException;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Reports the used and total space of the caller's accounts. The texts of its records leave the
 * accounts out, because Spring logs what it writes.
 */
@RestController
final class StorageApi {
  private final ReadStorage storage;

  StorageApi(ReadStorage storage) {
    this.storage = storage;
  }

  /**
   * All accounts, each with its own result, and the sums over those that answered.
   *
   * @param used bytes
   * @param total bytes; null if an account has no limit, so that a sum would be meaningless
   */
  record StorageReport(List<AccountSpace> accounts, long used, @Nullable Long total) {

    static StorageReport of(StorageSummary summary) {
      return new StorageReport(
          summary.accounts().stream().map(AccountSpace::of).toList(),
          summary.used(),
          summary.totalOrNull());
    }

    @Override
    public String toString() {
      return "StorageReport[" + accounts.size() + "]";
    }
  }

  /**
   * One account.
   *
   * @param used bytes; null if the provider did not answer
   * @param total bytes; null if the provider did not answer, or if the account has no limit of its
   *     own
   * @param status {@code ok}, {@code unavailable}, {@code needs_reconnect}, {@code no_storage} or
   *     {@code not_reported}
   */
  record AccountSpace(
      UUID id,
      String provider,
      String label,
      @Nullable Long used,
      @Nullable Long total,
      String status) {

    static AccountSpace of(StorageSummary.AccountUsage asked) {
      CloudAccount account = asked.account();
      return switch (asked.usage()) {
        case StorageUsage.Measured(var used, var total) -> of(account, used, total, "ok");
        case StorageUsage.NotMeasured() -> of(account, null, null, "unavailable");
        case StorageUsage.NeedsReconnect() -> of(account, null, null, "needs_reconnect");
        case StorageUsage.NoStorage() -> of(account, null, null, "no_storage");
        case StorageUsage.NotReported() -> of(account, null, null, "not_reported");
      };
    }

    private static AccountSpace of(
        CloudAccount account, @Nullable Long used, @Nullable Long total, String status) {
      return new AccountSpace(
          account.id().value(),
          account.providerAccount().provider().id(),
          account.label().value(),
          used,
          total,
          status);
    }

    @Override
    public String toString() {
      return "AccountSpace[" + id + "]";
    }
  }

  @ApiCall(
      group = ApiGroup.STORAGE,
      id = "readStorage",
      answer =
          """
          {"accounts": [{"id": "0190a000-0000-7000-8000-00000000abcd", "provider": "onedrive", "label": "ana.perez@outlook.com",
          "used": 1073741824, "total": 5368709120, "status": "ok"}], "used": 1073741824, "total": 5368709120}""",
      refuses = {ErrorCode.RATE_LIMITED})
  @GetMapping("/cloud/storage-summary")
  StorageReport read(UserId caller, HttpServletResponse response) {
    return switch (storage.read(caller)) {
      case StorageOutcome.Summarized(var summary) -> {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        yield StorageReport.of(summary);
      }
      case StorageOutcome.RateLimited(var wait) ->
          throw new ProblemException(Problem.of(ErrorCode.RATE_LIMITED).after(wait));
    };
  }
}
