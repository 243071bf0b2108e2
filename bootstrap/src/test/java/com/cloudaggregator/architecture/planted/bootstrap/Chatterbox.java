package com.cloudaggregator.architecture.planted.bootstrap;

/** Breaks: no standard streams. */
public final class Chatterbox {
  void chatter() {
    System.out.println("hello");
  }
}
