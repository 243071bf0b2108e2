/** Delivery of account events, to the host product and to former owners. */
@NullMarked
package com.cloudaggregator.application.webhook;

import org.jspecify.annotations.NullMarked;
