/** Evidence of how 23505 was handled, and the verdicts on it. */
@NullMarked
package com.cloudaggregator.application.verification;

import org.jspecify.annotations.NullMarked;
