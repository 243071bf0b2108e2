/** Domain events, for the log, the evidence and the host product. */
@NullMarked
package com.cloudaggregator.domain.event;

import org.jspecify.annotations.NullMarked;
