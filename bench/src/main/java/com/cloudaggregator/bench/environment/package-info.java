/**
 * The processes that are measured, and what surrounds them: database, proxies, figures of the
 * kernel.
 */
@NullMarked
package com.cloudaggregator.bench.environment;

import org.jspecify.annotations.NullMarked;
