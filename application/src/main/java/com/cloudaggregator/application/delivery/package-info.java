/** What is known of the delivery of an event to the host product. */
@NullMarked
package com.cloudaggregator.application.delivery;

import org.jspecify.annotations.NullMarked;
