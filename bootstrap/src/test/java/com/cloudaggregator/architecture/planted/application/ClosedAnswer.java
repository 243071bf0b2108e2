package com.cloudaggregator.architecture.planted.application;

/** Breaks: the leaves of an outcome are records. */
sealed interface ClosedAnswer {
  record Fine() implements ClosedAnswer {}

  /** The offender. */
  final class MutableLeaf implements ClosedAnswer {}
}
