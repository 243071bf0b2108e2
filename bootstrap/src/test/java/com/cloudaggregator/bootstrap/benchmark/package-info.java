/** Benchmarks; their names keep them out of the test suite. */
@NullMarked
package com.cloudaggregator.bootstrap.benchmark;

import org.jspecify.annotations.NullMarked;
