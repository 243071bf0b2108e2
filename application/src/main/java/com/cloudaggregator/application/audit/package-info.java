/** The ownership history of an account, for operators. */
@NullMarked
package com.cloudaggregator.application.audit;

import org.jspecify.annotations.NullMarked;
