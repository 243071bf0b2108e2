/** Authorization states that have been used. */
@NullMarked
package com.cloudaggregator.persistence.connect;

import org.jspecify.annotations.NullMarked;
