package com.cloudaggregator.architecture.planted.application;

/** Breaks: outcomes are sealed. */
interface OpenAnswer {
  record Fine() implements OpenAnswer {}
}
