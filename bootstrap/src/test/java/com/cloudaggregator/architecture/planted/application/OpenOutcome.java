package com.cloudaggregator.architecture.planted.application;

/** Breaks: outcomes are sealed. */
interface OpenOutcome {
  record Fine() implements OpenOutcome {}
}
