/** For operators, the access tokens that services asked for. */
@NullMarked
package com.cloudaggregator.web.operator.servicecalls;

import org.jspecify.annotations.NullMarked;
