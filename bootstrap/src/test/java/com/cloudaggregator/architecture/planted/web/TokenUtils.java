package com.cloudaggregator.architecture.planted.web;

/** Breaks: names say something. */
final class TokenUtils {}
