package com.cloudaggregator.web;

import com.cloudaggregator.application.account.ListActivity;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Happening;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Where a user reads his own history; the other side of a transfer is not in it. */
@RestController
final class ActivityApi {
  private final ListActivity activity;

  ActivityApi(ListActivity activity) {
    this.activity = activity;
  }

  /**
   * A page, newest first. It does not print what it holds: Spring logs what it writes.
   *
   * @param next the cursor of the next page; null when this is the last
   */
  record History(List<Activity> activity, @Nullable String next) {
    @Override
    public String toString() {
      return "History[" + activity.size() + "]";
    }
  }

  /**
   * A change that the caller took part in, or what became of his access.
   *
   * @param accountLabel in full while the account is his, masked where it was moved away; else null
   * @param kind connected, adopted, transferred_in, transferred_out, released, reconnected or
   *     needs_reconnect
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Activity(UUID accountId, String provider, @Nullable String accountLabel, String kind, Instant at) {
    static Activity of(Happening happening) {
      return new Activity(
          happening.mark().account().value(),
          happening.provider().id(),
          happening.labelOrNull(),
          happening.kind().code(),
          happening.at());
    }

    @Override
    public String toString() {
      return "Activity[" + kind + "]";
    }
  }

  @ApiCall(
      id = "listActivity",
      query = {ApiParameter.ACCOUNT_ID, ApiParameter.KIND, ApiParameter.LIMIT, ApiParameter.CURSOR},
      answer = """
          {"activity": [{"account_id": "0190a000-0000-7000-8000-00000000abcd", "provider": "onedrive",
          "account_label": "ana.perez@outlook.com", "kind": "connected", "at": "2026-11-25T10:00:00Z"}], "next": null}""")
  @GetMapping("/me/activity")
  History activity(UserId caller, HttpServletRequest request) {
    ListActivity.Page page = ActivityRequest.of(Query.of(request)).read(activity, caller);
    return new History(
        page.happenings().stream().map(Activity::of).toList(),
        page.next().map(ActivityRequest::cursor).orElse(null));
  }
}
