/** What is measured and not tested; the names keep it out of the suite. */
@NullMarked
package com.cloudaggregator.bootstrap.benchmark;

import org.jspecify.annotations.NullMarked;
