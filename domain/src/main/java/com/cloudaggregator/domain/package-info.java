/** What every part of the domain shares. */
@NullMarked
package com.cloudaggregator.domain;

import org.jspecify.annotations.NullMarked;
