/** Delivery of events to the host product. */
@NullMarked
package com.cloudaggregator.oauth.webhook;

import org.jspecify.annotations.NullMarked;
