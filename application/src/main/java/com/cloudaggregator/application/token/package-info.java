/**
 * Access tokens: vending, refreshing ahead of expiry and on demand, and the custody of the
 * credentials behind them.
 */
@NullMarked
package com.cloudaggregator.application.token;

import org.jspecify.annotations.NullMarked;
