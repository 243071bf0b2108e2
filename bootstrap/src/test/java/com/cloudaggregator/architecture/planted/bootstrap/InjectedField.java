package com.cloudaggregator.architecture.planted.bootstrap;

import org.springframework.beans.factory.annotation.Autowired;

/** Breaks: no field injection. */
final class InjectedField {
  @Autowired private Chatterbox chatterbox;

  @Override
  public String toString() {
    return chatterbox.toString();
  }
}
