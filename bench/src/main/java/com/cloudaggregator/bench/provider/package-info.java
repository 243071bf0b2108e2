/** The stand-in provider. */
@NullMarked
package com.cloudaggregator.bench.provider;

import org.jspecify.annotations.NullMarked;
