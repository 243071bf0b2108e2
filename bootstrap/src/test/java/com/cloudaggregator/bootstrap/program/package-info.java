/** The whole program: real HTTP, real PostgreSQL, providers that speak the real wire shapes. */
@NullMarked
package com.cloudaggregator.bootstrap.program;

import org.jspecify.annotations.NullMarked;
