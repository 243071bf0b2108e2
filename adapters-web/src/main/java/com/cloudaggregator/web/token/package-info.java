/** Vending access tokens to the owner of an account and to services. */
@NullMarked
package com.cloudaggregator.web.token;

import org.jspecify.annotations.NullMarked;
