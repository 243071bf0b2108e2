/** A user's own history of connections, transfers and disconnections. */
@NullMarked
package com.cloudaggregator.application.activity;

import org.jspecify.annotations.NullMarked;
