package com.cloudaggregator.webtest;

import com.cloudaggregator.application.activity.Activities;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.ActivityCursor;
import com.cloudaggregator.domain.ownership.ActivityEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The history of one user, newest first. */
public final class InMemoryActivities implements Activities {
  private static final Instant THEN = Instant.parse("2026-11-23T14:22:00Z");

  private final List<ActivityEntry> happenings = new ArrayList<>();
  public UserId user = InMemoryPagePorts.ANA;

  public ActivityEntry add(String provider, @Nullable String label, ActivityEntry.Kind kind) {
    return add(provider, label, kind, THEN.plusSeconds(happenings.size() + 1L));
  }

  /** Adds an entry of this time. */
  public void at(Instant time, ActivityEntry.Kind kind) {
    add("onedrive", "ana.perez@outlook.com", kind, time);
  }

  private ActivityEntry add(
      String provider, @Nullable String label, ActivityEntry.Kind kind, Instant time) {
    int number = happenings.size() + 1;
    ActivityEntry happening =
        new ActivityEntry(
            new ActivityCursor(
                new AccountId(new UUID(0x0193_0000_0000_7000L, number)), new Epoch(number)),
            new Provider(provider),
            label,
            kind,
            time);
    happenings.addFirst(happening);
    return happening;
  }

  /** Adds an entry about this account that is newer than all others. */
  public void about(CloudAccount account, ActivityEntry.Kind kind) {
    happenings.addFirst(
        new ActivityEntry(
            new ActivityCursor(account.id(), account.epoch(), happenings.size() + 1L),
            account.providerAccount().provider(),
            account.label().value(),
            kind,
            THEN.plusSeconds(happenings.size() + 1L)));
  }

  @Override
  public List<ActivityEntry> list(
      UserId reader,
      @Nullable AccountId account,
      ActivityEntry.@Nullable Kind kind,
      @Nullable ActivityCursor after,
      int limit) {
    int from =
        after == null
            ? 0
            : happenings.stream().map(ActivityEntry::cursor).toList().indexOf(after) + 1;
    return happenings.stream()
        .skip(from)
        .filter(each -> reader.equals(user))
        .filter(each -> account == null || each.cursor().account().equals(account))
        .filter(each -> kind == null || each.kind() == kind)
        .limit(limit)
        .toList();
  }
}
