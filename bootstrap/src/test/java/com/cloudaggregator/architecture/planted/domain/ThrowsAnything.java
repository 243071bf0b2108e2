package com.cloudaggregator.architecture.planted.domain;

/** Breaks: no generic exceptions. */
final class ThrowsAnything {
  void fail() {
    throw new RuntimeException("anything");
  }
}
