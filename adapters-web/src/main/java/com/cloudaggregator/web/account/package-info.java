/** The accounts of a user as a list and one by one, for the API and as pages. */
@NullMarked
package com.cloudaggregator.web.account;

import org.jspecify.annotations.NullMarked;
