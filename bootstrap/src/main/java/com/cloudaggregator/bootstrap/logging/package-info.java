/** Log lines and metrics of ownership events. */
@NullMarked
package com.cloudaggregator.bootstrap.logging;

import org.jspecify.annotations.NullMarked;
