/**
 * The demo, active in the profile {@code demo} only: users to pick, an embedded database, and
 * stand-in providers on the same machine.
 */
@NullMarked
package com.cloudaggregator.bootstrap.demo;

import org.jspecify.annotations.NullMarked;
