package com.cloudaggregator.application.token;

import java.time.Duration;

/** Pauses the calling thread while another node refreshes. */
public interface Sleeper {

  /**
   * Returns after this time, or earlier if the thread is interrupted; the interrupt flag stays set.
   */
  void sleep(Duration time);
}
