/** The use cases, by capability, and the ports that they need; no framework. */
@NullMarked
package com.cloudaggregator.application;

import org.jspecify.annotations.NullMarked;
