package com.cloudaggregator.architecture.planted.domain;

import org.springframework.stereotype.Component;

/** Breaks: the domain knows no framework. */
@Component
final class FrameworkInTheDomain {}
