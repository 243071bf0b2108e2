package com.cloudaggregator.web.erasure;

import com.cloudaggregator.application.erasure.EraseUser;
import com.cloudaggregator.application.erasure.EraseUser.ErasureProgress;
import com.cloudaggregator.application.erasure.ExportUser;
import com.cloudaggregator.application.erasure.UserExport;
import com.cloudaggregator.application.erasure.UserExport.StoredRecord;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.web.openapi.ApiCall;
import com.cloudaggregator.web.openapi.ApiGroup;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Erases or exports a user of the host product. The security configuration restricts {@code
 * /service/**} to the role {@code service}.
 */
@RestController
final class UserApi {
  private final EraseUser erasure;
  private final ExportUser exports;

  UserApi(EraseUser erasure, ExportUser exports) {
    this.erasure = erasure;
    this.exports = exports;
  }

  /**
   * What this call has done.
   *
   * @param complete false if the call has to be repeated
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Erasure(long accountsReleased, long revocations, boolean complete) {
    static Erasure of(ErasureProgress progress) {
      return new Erasure(progress.accountsReleased(), progress.revocations(), progress.complete());
    }
  }

  /**
   * What is stored about a user.
   *
   * @param complete false if a kind has more records than are listed
   */
  record StoredUser(List<StoredUserRecord> records, boolean complete) {
    static StoredUser of(UserExport export) {
      return new StoredUser(
          export.records().stream().map(StoredUserRecord::of).toList(), export.complete());
    }

    @Override
    public String toString() {
      return "StoredUser[" + records.size() + "]";
    }
  }

  /**
   * One row.
   *
   * @param kind the name of its table
   */
  record StoredUserRecord(String kind, List<StoredUserValue> values) {
    static StoredUserRecord of(StoredRecord row) {
      return new StoredUserRecord(
          row.kind(),
          row.values().stream()
              .map(value -> new StoredUserValue(value.name(), value.value()))
              .toList());
    }
  }

  /** A value that is not null. */
  record StoredUserValue(String name, String value) {
    @Override
    public String toString() {
      return "StoredUserValue[" + name + "]";
    }
  }

  @ApiCall(
      group = ApiGroup.USER,
      id = "eraseUser",
      answer =
          """
          {"accounts_released": 2, "revocations": 2, "complete": true}""",
      refuses = {ErrorCode.VALIDATION_FAILED})
  @DeleteMapping("/service/users/{user}")
  Erasure erase(@PathVariable("user") String user, UserId caller) {
    return Erasure.of(erasure.erase(caller, parseUser(user)));
  }

  @ApiCall(
      group = ApiGroup.USER,
      id = "exportUser",
      answer =
          """
          {"records": [{"kind": "cloud_provider_accounts",
          "values": [{"name": "provider", "value": "dropbox"}, {"name": "label", "value": "ana@example.com"}]}],
          "complete": true}""",
      refuses = {ErrorCode.VALIDATION_FAILED})
  @GetMapping("/service/users/{user}/export")
  StoredUser export(
      @PathVariable("user") String user, UserId caller, HttpServletResponse response) {
    UserId known = parseUser(user);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    return StoredUser.of(exports.export(caller, known));
  }

  private static UserId parseUser(String text) {
    try {
      return new UserId(text);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(ErrorCode.VALIDATION_FAILED);
    }
  }
}
