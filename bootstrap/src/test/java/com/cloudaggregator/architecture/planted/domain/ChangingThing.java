package com.cloudaggregator.architecture.planted.domain;

/** Breaks: the inside does not change. */
final class ChangingThing {
  private int count;

  int next() {
    return ++count;
  }
}
