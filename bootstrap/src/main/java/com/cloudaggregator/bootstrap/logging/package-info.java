/** Log lines of ownership events and refusals. */
@NullMarked
package com.cloudaggregator.bootstrap.logging;

import org.jspecify.annotations.NullMarked;
