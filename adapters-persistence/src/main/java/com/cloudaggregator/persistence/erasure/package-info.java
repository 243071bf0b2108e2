/** Erasure and export of what is stored about a user. */
@NullMarked
package com.cloudaggregator.persistence.erasure;

import org.jspecify.annotations.NullMarked;
