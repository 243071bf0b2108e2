/** SQL out: the store of ownership on PostgreSQL, and the only place that knows what 23505 is. */
@NullMarked
package com.cloudaggregator.persistence;

import org.jspecify.annotations.NullMarked;
