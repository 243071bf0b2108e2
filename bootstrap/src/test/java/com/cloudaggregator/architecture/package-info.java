/** The rules of the program's shape, kept by the build, each with an offender that it must reject. */
@NullMarked
package com.cloudaggregator.architecture;

import org.jspecify.annotations.NullMarked;
