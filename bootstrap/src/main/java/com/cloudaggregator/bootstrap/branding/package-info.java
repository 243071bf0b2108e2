/** Reads the images with which an operator brands the pages. */
@NullMarked
package com.cloudaggregator.bootstrap.branding;

import org.jspecify.annotations.NullMarked;
