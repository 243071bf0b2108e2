/** The lines that operators search for, written from what happened and from nothing else. */
@NullMarked
package com.cloudaggregator.bootstrap.logging;

import org.jspecify.annotations.NullMarked;
