/** Binds and validates the operator's configuration before the first bean exists. */
@NullMarked
package com.cloudaggregator.bootstrap.configuration;

import org.jspecify.annotations.NullMarked;
