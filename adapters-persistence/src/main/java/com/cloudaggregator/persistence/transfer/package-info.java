/** Transfer offers and the transfer itself. */
@NullMarked
package com.cloudaggregator.persistence.transfer;

import org.jspecify.annotations.NullMarked;
