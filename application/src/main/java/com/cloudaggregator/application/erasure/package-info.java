/** Erasure and export of everything that is stored about a user. */
@NullMarked
package com.cloudaggregator.application.erasure;

import org.jspecify.annotations.NullMarked;
