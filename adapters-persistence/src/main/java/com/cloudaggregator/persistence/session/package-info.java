/** Sessions of the built-in pages. */
@NullMarked
package com.cloudaggregator.persistence.session;

import org.jspecify.annotations.NullMarked;
