/** The page where the demo is made to go wrong, and the data that it begins with. */
@NullMarked
package com.cloudaggregator.bootstrap.demo.panel;

import org.jspecify.annotations.NullMarked;
