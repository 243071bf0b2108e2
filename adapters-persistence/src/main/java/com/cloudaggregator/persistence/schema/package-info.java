/** Checks of the database schema: at start-up and for an installation check. */
@NullMarked
package com.cloudaggregator.persistence.schema;

import org.jspecify.annotations.NullMarked;
