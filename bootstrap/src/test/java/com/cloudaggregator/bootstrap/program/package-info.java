/** Tests of the whole program with real HTTP, a real PostgreSQL and stand-in providers. */
@NullMarked
package com.cloudaggregator.bootstrap.program;

import org.jspecify.annotations.NullMarked;
