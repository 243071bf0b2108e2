/**
 * Connecting an account: the start of a flow, the callback of the provider, and the evidence of its
 * result page.
 */
@NullMarked
package com.cloudaggregator.web.connect;

import org.jspecify.annotations.NullMarked;
