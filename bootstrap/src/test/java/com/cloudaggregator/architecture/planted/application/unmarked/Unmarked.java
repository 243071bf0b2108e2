package com.cloudaggregator.architecture.planted.application.unmarked;

/** Breaks: every package is null-marked; this one has no package-info.java. */
final class Unmarked {}
