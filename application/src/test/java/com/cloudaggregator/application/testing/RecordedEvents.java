package com.cloudaggregator.application.testing;

import com.cloudaggregator.application.event.AccountEvents;
import com.cloudaggregator.domain.event.AccountEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records published events in order. */
public final class RecordedEvents implements AccountEvents {
  private final List<AccountEvent> published = new CopyOnWriteArrayList<>();

  @Override
  public void publish(AccountEvent event) {
    published.add(event);
  }

  public List<AccountEvent> published() {
    return List.copyOf(published);
  }

  public void forget() {
    published.clear();
  }
}
