/** The adapter towards providers and the host product: its configuration and its settings. */
@NullMarked
package com.cloudaggregator.oauth;

import org.jspecify.annotations.NullMarked;
