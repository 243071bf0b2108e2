/** Reads the figures of the installation. */
@NullMarked
package com.cloudaggregator.persistence.overview;

import org.jspecify.annotations.NullMarked;
