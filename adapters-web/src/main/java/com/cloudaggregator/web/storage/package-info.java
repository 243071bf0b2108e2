/** Used and total space of a user's accounts. */
@NullMarked
package com.cloudaggregator.web.storage;

import org.jspecify.annotations.NullMarked;
