/** Browser tests of the built-in pages. */
@NullMarked
package com.cloudaggregator.bootstrap.story;

import org.jspecify.annotations.NullMarked;
