/** What is known of the handling of 23505 and of an account's past, as operators read it. */
@NullMarked
package com.cloudaggregator.application.evidence;

import org.jspecify.annotations.NullMarked;
