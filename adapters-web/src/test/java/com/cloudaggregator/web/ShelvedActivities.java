package com.cloudaggregator.web;

import com.cloudaggregator.application.port.Activities;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Happening;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One user's history, newest first. */
final class ShelvedActivities implements Activities {
  private static final Instant THEN = Instant.parse("2026-11-23T14:22:00Z");

  private final List<Happening> happenings = new ArrayList<>();
  UserId user = Shelf.ANA;

  Happening add(String provider, @Nullable String label, Happening.Kind kind) {
    int number = happenings.size() + 1;
    Happening happening = new Happening(
        new Happening.Mark(new AccountId(new UUID(0x0193_0000_0000_7000L, number)), new Epoch(number)),
        new Provider(provider), label, kind, THEN.plusSeconds(number));
    happenings.addFirst(happening);
    return happening;
  }

  /** Something that happened to this account, later than all before. */
  void about(CloudAccount account, Happening.Kind kind) {
    happenings.addFirst(new Happening(
        new Happening.Mark(account.id(), account.epoch(), happenings.size() + 1L),
        account.providerAccount().provider(),
        account.label().value(),
        kind,
        THEN.plusSeconds(happenings.size() + 1L)));
  }

  @Override
  public List<Happening> of(
      UserId reader,
      @Nullable AccountId account,
      Happening.@Nullable Kind kind,
      Happening.@Nullable Mark after,
      int limit) {
    int from = after == null ? 0 : happenings.stream().map(Happening::mark).toList().indexOf(after) + 1;
    return happenings.stream()
        .skip(from)
        .filter(each -> reader.equals(user))
        .filter(each -> account == null || each.mark().account().equals(account))
        .filter(each -> kind == null || each.kind() == kind)
        .limit(limit)
        .toList();
  }
}
