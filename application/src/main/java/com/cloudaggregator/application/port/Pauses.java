package com.cloudaggregator.application.port;

import java.time.Duration;

/** Lets the caller's thread wait for what another node does. */
public interface Pauses {

  /** Returns after this time, or sooner when the thread is interrupted, which it then still is. */
  void pause(Duration time);
}
