/** The keys of the rings: what is sealed under which, moving it to the active one, and whether a key may go. */
@NullMarked
package com.cloudaggregator.application.keys;

import org.jspecify.annotations.NullMarked;
