/**
 * Connecting an account: starting a flow, completing it in the callback, and deciding what a
 * duplicate means.
 */
@NullMarked
package com.cloudaggregator.application.connect;

import org.jspecify.annotations.NullMarked;
