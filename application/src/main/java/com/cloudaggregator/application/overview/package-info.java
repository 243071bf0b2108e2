/** The figures of the installation, for operators. */
@NullMarked
package com.cloudaggregator.application.overview;

import org.jspecify.annotations.NullMarked;
