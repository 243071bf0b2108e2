/** Delivery of account events to the host product. */
@NullMarked
package com.cloudaggregator.application.webhook;

import org.jspecify.annotations.NullMarked;
