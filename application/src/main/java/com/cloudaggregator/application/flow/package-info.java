/** A started authorization code flow, as it travels in the browser that started it. */
@NullMarked
package com.cloudaggregator.application.flow;

import org.jspecify.annotations.NullMarked;
