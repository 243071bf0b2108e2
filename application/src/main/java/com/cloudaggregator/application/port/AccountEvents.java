package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.event.AccountEvent;

/** Whoever keeps the record of what happened. Publishing never fails the use case that publishes. */
public interface AccountEvents {

  void publish(AccountEvent event);
}
