/** Calls to a provider that are bounded in time, bytes and number. */
@NullMarked
package com.cloudaggregator.oauth.http;

import org.jspecify.annotations.NullMarked;
