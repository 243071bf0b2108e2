/** For operators, whether the handling of duplicates is proven. */
@NullMarked
package com.cloudaggregator.web.operator.verification;

import org.jspecify.annotations.NullMarked;
