/** The store of ownership against a real PostgreSQL: its contracts, its schema, its races and its faults. */
@NullMarked
package com.cloudaggregator.persistence;

import org.jspecify.annotations.NullMarked;
