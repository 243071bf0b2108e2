/** For operators, the deliveries of events to the host product. */
@NullMarked
package com.cloudaggregator.web.operator.webhook;

import org.jspecify.annotations.NullMarked;
