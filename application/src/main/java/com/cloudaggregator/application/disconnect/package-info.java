/** Disconnecting an account and revoking its grant at the provider. */
@NullMarked
package com.cloudaggregator.application.disconnect;

import org.jspecify.annotations.NullMarked;
