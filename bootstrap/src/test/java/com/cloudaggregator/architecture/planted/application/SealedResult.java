package com.cloudaggregator.architecture.planted.application;

/** Breaks: their leaves are records. */
sealed interface SealedResult {
  record Fine() implements SealedResult {}

  /** The offender. */
  final class MutableLeaf implements SealedResult {}
}
