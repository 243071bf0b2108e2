/** Rate limits per user. */
@NullMarked
package com.cloudaggregator.application.limit;

import org.jspecify.annotations.NullMarked;
