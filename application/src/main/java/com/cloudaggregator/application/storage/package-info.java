/** Used and total storage of a user's accounts. */
@NullMarked
package com.cloudaggregator.application.storage;

import org.jspecify.annotations.NullMarked;
