/** What only the profile {@code demo} has: users to pick, an embedded database, providers that never leave this machine. */
@NullMarked
package com.cloudaggregator.bootstrap.demo;

import org.jspecify.annotations.NullMarked;
