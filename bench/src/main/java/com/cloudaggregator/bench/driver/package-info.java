/** Virtual browsers, and the scenarios that they play. */
@NullMarked
package com.cloudaggregator.bench.driver;

import org.jspecify.annotations.NullMarked;
