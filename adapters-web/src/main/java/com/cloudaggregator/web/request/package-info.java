/**
 * Reads what a request sends: query parameters, JSON bodies, ids, cursors and the signed-in user.
 */
@NullMarked
package com.cloudaggregator.web.request;

import org.jspecify.annotations.NullMarked;
