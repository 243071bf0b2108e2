/** When what is over is removed, and how an operator sees that it is. */
@NullMarked
package com.cloudaggregator.bootstrap.housekeeping;

import org.jspecify.annotations.NullMarked;
