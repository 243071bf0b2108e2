/** A provider account in the world, and the one row that says who owns it. */
@NullMarked
package com.cloudaggregator.domain.account;

import org.jspecify.annotations.NullMarked;
