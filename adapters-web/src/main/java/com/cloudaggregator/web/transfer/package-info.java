/** Previewing and taking the transfer of an account. */
@NullMarked
package com.cloudaggregator.web.transfer;

import org.jspecify.annotations.NullMarked;
