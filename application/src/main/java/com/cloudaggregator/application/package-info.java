/** What every use case may meet: a store that does not do what it is asked to. */
@NullMarked
package com.cloudaggregator.application;

import org.jspecify.annotations.NullMarked;
