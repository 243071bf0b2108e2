/** For operators, the owner and the history of any account. */
@NullMarked
package com.cloudaggregator.web.operator.accounts;

import org.jspecify.annotations.NullMarked;
