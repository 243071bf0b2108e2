/** The sessions of the built-in pages, as far as more than one browser is concerned. */
@NullMarked
package com.cloudaggregator.application.session;

import org.jspecify.annotations.NullMarked;
