/** Counts for the metrics. */
@NullMarked
package com.cloudaggregator.persistence.metrics;

import org.jspecify.annotations.NullMarked;
