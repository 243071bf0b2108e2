/** Who is calling: bearer token or session, and what that caller may reach. */
@NullMarked
package com.cloudaggregator.bootstrap.security;

import org.jspecify.annotations.NullMarked;
