/** Secrets as they are stored: sealed, with the id of the key in front. */
@NullMarked
package com.cloudaggregator.persistence.seal;

import org.jspecify.annotations.NullMarked;
