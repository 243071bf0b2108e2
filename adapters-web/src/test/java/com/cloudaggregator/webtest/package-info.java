/**
 * Starts the HTTP adapter over in-memory and scripted ports; outside its packages, so that its
 * component scan does not find test controllers.
 */
@NullMarked
package com.cloudaggregator.webtest;

import org.jspecify.annotations.NullMarked;
