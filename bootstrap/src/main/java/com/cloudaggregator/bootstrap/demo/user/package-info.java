/** The made-up users of the demo. */
@NullMarked
package com.cloudaggregator.bootstrap.demo.user;

import org.jspecify.annotations.NullMarked;
