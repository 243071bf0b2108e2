package com.cloudaggregator.architecture.planted.application;

import org.springframework.stereotype.Service;

/** Breaks: the application knows no framework. */
@Service
final class FrameworkInAUseCase {}
