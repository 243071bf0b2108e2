/** Authentication by bearer token or session, and authorization of every path. */
@NullMarked
package com.cloudaggregator.bootstrap.security;

import org.jspecify.annotations.NullMarked;
