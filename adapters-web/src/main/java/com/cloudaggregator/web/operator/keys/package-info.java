/** For operators, the encryption keys and the runs over all secrets. */
@NullMarked
package com.cloudaggregator.web.operator.keys;

import org.jspecify.annotations.NullMarked;
