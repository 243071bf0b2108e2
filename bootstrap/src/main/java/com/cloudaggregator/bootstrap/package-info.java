/** Wires the modules together and starts the program. */
@NullMarked
package com.cloudaggregator.bootstrap;

import org.jspecify.annotations.NullMarked;
