/** Stand-ins for three cloud providers that speak the wire shapes of the real ones over HTTP. */
@NullMarked
package com.cloudaggregator.bootstrap.demo.provider;

import org.jspecify.annotations.NullMarked;
