package com.cloudaggregator.application.event;

import com.cloudaggregator.domain.event.AccountEvent;
import java.util.function.Supplier;

/** Receives domain events. Publishing never fails the use case that publishes. */
public interface AccountEvents {

  void publish(AccountEvent event);

  /**
   * Runs a use case that publishes several events, so that what a receiver stores about them can be
   * stored together. It runs on the calling thread.
   */
  default <T> T together(Supplier<T> useCase) {
    return useCase.get();
  }
}
