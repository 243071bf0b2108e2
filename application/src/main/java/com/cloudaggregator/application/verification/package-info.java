/** Whether the handling of 23505 works, told from durable evidence. */
@NullMarked
package com.cloudaggregator.application.verification;

import org.jspecify.annotations.NullMarked;
