/** The architecture rules, each with a planted offender that it must reject. */
@NullMarked
package com.cloudaggregator.architecture;

import org.jspecify.annotations.NullMarked;
