/** Ownership history, access events and the activity list that is read from them. */
@NullMarked
package com.cloudaggregator.persistence.activity;

import org.jspecify.annotations.NullMarked;
