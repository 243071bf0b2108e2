/** Measures the program beside its yardsticks: the command, its options and the course of a run. */
@NullMarked
package com.cloudaggregator.bench;

import org.jspecify.annotations.NullMarked;
