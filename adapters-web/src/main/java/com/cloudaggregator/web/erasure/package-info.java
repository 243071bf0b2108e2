/** For the host's backend, erasure and export of a user. */
@NullMarked
package com.cloudaggregator.web.erasure;

import org.jspecify.annotations.NullMarked;
