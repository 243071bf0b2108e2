/** The trace id of each request and the access line of each callback. */
@NullMarked
package com.cloudaggregator.web.trace;

import org.jspecify.annotations.NullMarked;
