/** Removing what is over, so that no table grows with the years. */
@NullMarked
package com.cloudaggregator.application.housekeeping;

import org.jspecify.annotations.NullMarked;
