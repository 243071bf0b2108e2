/**
 * Recurring background jobs, each on one node of the cluster at a time; {@link Job} explains how to
 * add one.
 */
@NullMarked
package com.cloudaggregator.bootstrap.jobs;

import org.jspecify.annotations.NullMarked;
