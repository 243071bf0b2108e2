/** That the demo must not start, and what to do about it. */
@NullMarked
package com.cloudaggregator.bootstrap.demo.refusal;

import org.jspecify.annotations.NullMarked;
