/** The metrics of accounts, provider calls and stored rows. */
@NullMarked
package com.cloudaggregator.bootstrap.metrics;

import org.jspecify.annotations.NullMarked;
