/** The rule of one owner: what a proof of control means, and what an offered transfer may do. */
@NullMarked
package com.cloudaggregator.domain.ownership;

import org.jspecify.annotations.NullMarked;
