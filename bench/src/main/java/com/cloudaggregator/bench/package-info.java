/** Virtual browsers, a stand-in provider, yardsticks, and the report of the benchmark. */
@NullMarked
package com.cloudaggregator.bench;

import org.jspecify.annotations.NullMarked;
