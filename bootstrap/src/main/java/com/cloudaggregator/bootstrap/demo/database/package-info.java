/** The demo's own PostgreSQL, a real one, whose data stays between runs. */
@NullMarked
package com.cloudaggregator.bootstrap.demo.database;

import org.jspecify.annotations.NullMarked;
