/** Pending and settled revocations of grants at a provider. */
@NullMarked
package com.cloudaggregator.persistence.disconnect;

import org.jspecify.annotations.NullMarked;
