/** What the metrics say about stored rows. */
@NullMarked
package com.cloudaggregator.application.metrics;

import org.jspecify.annotations.NullMarked;
