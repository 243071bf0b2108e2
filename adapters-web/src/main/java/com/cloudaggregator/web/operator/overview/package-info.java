/** For operators, the overview of the installation. */
@NullMarked
package com.cloudaggregator.web.operator.overview;

import org.jspecify.annotations.NullMarked;
