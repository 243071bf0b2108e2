/** The figures of a run, as Markdown. */
@NullMarked
package com.cloudaggregator.bench.report;

import org.jspecify.annotations.NullMarked;
