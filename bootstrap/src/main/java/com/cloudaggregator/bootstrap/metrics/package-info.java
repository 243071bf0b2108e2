/**
 * Metrics of accounts, providers and stored rows. docs/metrics.md lists every metric of the
 * program; a test compares the two.
 */
@NullMarked
package com.cloudaggregator.bootstrap.metrics;

import org.jspecify.annotations.NullMarked;
