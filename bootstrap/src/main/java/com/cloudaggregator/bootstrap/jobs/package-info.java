/** Work that one node of all does at a time, again and again; {@link Job} tells how to register it, in one line. */
@NullMarked
package com.cloudaggregator.bootstrap.jobs;

import org.jspecify.annotations.NullMarked;
