/** Stand-ins for three cloud providers, which answer over HTTP in the formats of the real ones. */
@NullMarked
package com.cloudaggregator.bootstrap.demo.provider;

import org.jspecify.annotations.NullMarked;
