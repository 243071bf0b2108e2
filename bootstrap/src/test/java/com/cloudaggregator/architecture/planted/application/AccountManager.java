package com.cloudaggregator.architecture.planted.application;

/** Breaks: names say something. */
final class AccountManager {}
