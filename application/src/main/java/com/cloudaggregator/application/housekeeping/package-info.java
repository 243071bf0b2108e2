/** Removal of rows that have expired. */
@NullMarked
package com.cloudaggregator.application.housekeeping;

import org.jspecify.annotations.NullMarked;
