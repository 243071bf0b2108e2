/** The OAuth providers and what they are asked. */
@NullMarked
package com.cloudaggregator.application.provider;

import org.jspecify.annotations.NullMarked;
