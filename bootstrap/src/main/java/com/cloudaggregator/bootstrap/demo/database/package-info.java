/** The demo's embedded PostgreSQL, whose data is kept between runs, and its faults. */
@NullMarked
package com.cloudaggregator.bootstrap.demo.database;

import org.jspecify.annotations.NullMarked;
