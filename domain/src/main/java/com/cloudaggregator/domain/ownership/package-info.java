/** The rule of a single owner: what a proof of control means and what a transfer offer allows. */
@NullMarked
package com.cloudaggregator.domain.ownership;

import org.jspecify.annotations.NullMarked;
