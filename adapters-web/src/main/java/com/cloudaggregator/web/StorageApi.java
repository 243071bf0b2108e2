package com.cloudaggregator.web;

import com.cloudaggregator.application.account.ReadStorage;
import com.cloudaggregator.application.account.ReadStorage.ReadOutcome;
import com.cloudaggregator.application.account.StorageSummary;
import com.cloudaggregator.application.account.StorageSummary.Space;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where a user sees how full his accounts are. Nothing of it prints: Spring logs what it writes. */
@RestController
final class StorageApi {
  private final ReadStorage storage;

  StorageApi(ReadStorage storage) {
    this.storage = storage;
  }

  /**
   * All accounts, each with an answer of its own, and what those that answered have together.
   *
   * @param used bytes
   * @param total bytes; null where an account has no limit, and so the sum would mean nothing
   */
  record Summary(List<Account> accounts, long used, @Nullable Long total) {

    static Summary of(StorageSummary summary) {
      return new Summary(
          summary.accounts().stream().map(Account::of).toList(), summary.used(), summary.totalOrNull());
    }

    @Override
    public String toString() {
      return "Summary[" + accounts.size() + "]";
    }
  }

  /**
   * One account.
   *
   * @param used bytes; null when the account could not be asked
   * @param total bytes; null likewise, and when it has no limit of its own
   * @param status {@code ok}, {@code unavailable} or {@code needs_reconnect}
   */
  record Account(
      UUID id,
      String provider,
      String label,
      @Nullable Long used,
      @Nullable Long total,
      String status) {

    static Account of(StorageSummary.Account asked) {
      CloudAccount account = asked.account();
      return switch (asked.space()) {
        case Space.Known(var used, var total) -> of(account, used, total, "ok");
        case Space.Unavailable() -> of(account, null, null, "unavailable");
        case Space.NeedsReconnect() -> of(account, null, null, "needs_reconnect");
      };
    }

    private static Account of(CloudAccount account, @Nullable Long used, @Nullable Long total, String status) {
      return new Account(
          account.id().value(),
          account.providerAccount().provider().id(),
          account.label().value(),
          used,
          total,
          status);
    }

    @Override
    public String toString() {
      return "Account[" + id + "]";
    }
  }

  @GetMapping("/cloud/storage-summary")
  Summary summary(UserId caller, HttpServletResponse response) {
    return switch (storage.read(caller)) {
      case ReadOutcome.Read(var summary) -> {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        yield Summary.of(summary);
      }
      case ReadOutcome.TooOften(var wait) ->
          throw new RefusedRequest(Problem.of(ErrorCode.RATE_LIMITED).after(wait));
    };
  }
}
