/** Credentials and secrets, which are never printed, and the meaning of a refresh. */
@NullMarked
package com.cloudaggregator.domain.credential;

import org.jspecify.annotations.NullMarked;
