/** The port through which use cases publish domain events. */
@NullMarked
package com.cloudaggregator.application.event;

import org.jspecify.annotations.NullMarked;
