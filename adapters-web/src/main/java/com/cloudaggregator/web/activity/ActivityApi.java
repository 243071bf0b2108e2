package com.cloudaggregator.web.activity;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.activity.ListActivity;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.ActivityCursor;
import com.cloudaggregator.domain.ownership.ActivityEntry;
import com.cloudaggregator.web.openapi.ApiCall;
import com.cloudaggregator.web.openapi.ApiGroup;
import com.cloudaggregator.web.openapi.ApiParameter;
import com.cloudaggregator.web.request.QueryParameters;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Lists the history of the caller's accounts; it does not contain the other side of a transfer. */
@RestController
final class ActivityApi {
  private final ListActivity activity;

  ActivityApi(ListActivity activity) {
    this.activity = activity;
  }

  /**
   * A page of the history, newest first. Its text leaves the entries out, because Spring logs what
   * it writes.
   *
   * @param next the cursor of the next page; null on the last page
   */
  record ActivityList(List<ActivityItem> activity, @Nullable String next) {
    @Override
    public String toString() {
      return "ActivityList[" + activity.size() + "]";
    }
  }

  /**
   * A change of ownership that the caller took part in, or of their access.
   *
   * @param accountLabel in full while the caller owns the account, masked if it was transferred
   *     away; else null
   * @param kind connected, adopted, transferred_in, transferred_out, released, reconnected or
   *     needs_reconnect
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record ActivityItem(
      UUID accountId, String provider, @Nullable String accountLabel, String kind, Instant at) {
    static ActivityItem of(ActivityEntry happening) {
      return new ActivityItem(
          happening.cursor().account().value(),
          happening.provider().id(),
          happening.labelOrNull(),
          happening.kind().code(),
          happening.at());
    }

    @Override
    public String toString() {
      return "ActivityItem[" + kind + "]";
    }
  }

  @ApiCall(
      group = ApiGroup.ACTIVITY,
      id = "listActivity",
      query = {ApiParameter.ACCOUNT_ID, ApiParameter.KIND, ApiParameter.LIMIT, ApiParameter.CURSOR},
      answer =
          """
          {"activity": [{"account_id": "0190a000-0000-7000-8000-00000000abcd", "provider": "onedrive",
          "account_label": "ana.perez@outlook.com", "kind": "connected", "at": "2026-11-25T10:00:00Z"}], "next": null}""")
  @GetMapping("/me/activity")
  ActivityList list(UserId caller, QueryParameters query) {
    Slice<ActivityEntry, ActivityCursor> page = ActivityRequest.of(query).read(activity, caller);
    return new ActivityList(
        page.items().stream().map(ActivityItem::of).toList(),
        page.next().map(ActivityRequest::cursor).orElse(null));
  }
}
