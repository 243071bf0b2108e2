/**
 * The benchmark: virtual browsers, a stand-in provider, yardsticks, and the report. See {@code
 * docs/benchmark.md}.
 */
@NullMarked
package com.cloudaggregator.bench;

import org.jspecify.annotations.NullMarked;
