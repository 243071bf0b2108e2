/** Batch deletion of rows whose retention period is over. */
@NullMarked
package com.cloudaggregator.persistence.housekeeping;

import org.jspecify.annotations.NullMarked;
