/** What the use cases ask of the world outside; each call says what is atomic in it. */
@NullMarked
package com.cloudaggregator.application.port;

import org.jspecify.annotations.NullMarked;
