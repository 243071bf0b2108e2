/**
 * Work that is done again and again, by one node at a time, and how an operator sees that it is.
 *
 * <p>To register a job, add one bean to {@code bootstrap.RegisteredJobs}:
 *
 * <pre>{@code
 * @Bean
 * Job refreshing(RefreshDueTokens refresh) {
 *   return Job.every(Duration.ofSeconds(30), "refresh", goOn -> Map.of("refreshed", refresh.run(goOn)))
 *       .waitingFor(refresh::longestWait);
 * }
 * }</pre>
 *
 * <p>The rest comes with it: every interval one node runs it; a failed run is tried again one interval later; a node
 * that dies loses it to another; metrics tell how long it takes, when it last succeeded, what it did and how late it is.
 */
@NullMarked
package com.cloudaggregator.bootstrap.jobs;

import org.jspecify.annotations.NullMarked;
