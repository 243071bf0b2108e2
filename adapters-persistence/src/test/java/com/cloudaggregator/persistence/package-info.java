/** Tests of the persistence adapter on PostgreSQL: contracts, schema, races and faults. */
@NullMarked
package com.cloudaggregator.persistence;

import org.jspecify.annotations.NullMarked;
