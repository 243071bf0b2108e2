package com.cloudaggregator.bootstrap.story;

import org.junit.jupiter.api.Order;

/** Every state in Spanish. */
@Order(3)
class EveryStateInSpanishIT extends EveryState {

  EveryStateInSpanishIT() {
    super("es");
  }
}
