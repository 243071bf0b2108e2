/** Sessions of the built-in pages: their cookies, and what they hold of a signed-in user. */
@NullMarked
package com.cloudaggregator.bootstrap.security.session;

import org.jspecify.annotations.NullMarked;
