/** An account at a provider, and the one row that says who owns it. */
@NullMarked
package com.cloudaggregator.domain.account;

import org.jspecify.annotations.NullMarked;
