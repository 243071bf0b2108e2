/** Disconnecting an account, and the accounts that a user has disconnected. */
@NullMarked
package com.cloudaggregator.web.disconnect;

import org.jspecify.annotations.NullMarked;
