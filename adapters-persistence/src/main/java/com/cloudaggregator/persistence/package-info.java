/** Persistence adapter: JPA on PostgreSQL, and the only module that handles SQLSTATE 23505. */
@NullMarked
package com.cloudaggregator.persistence;

import org.jspecify.annotations.NullMarked;
