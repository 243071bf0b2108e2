/** What a person sees: the built-in pages in a real browser. */
@NullMarked
package com.cloudaggregator.bootstrap.story;

import org.jspecify.annotations.NullMarked;
