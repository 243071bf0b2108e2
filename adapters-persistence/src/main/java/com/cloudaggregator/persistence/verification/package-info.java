/** Evidence of how SQLSTATE 23505 was handled. */
@NullMarked
package com.cloudaggregator.persistence.verification;

import org.jspecify.annotations.NullMarked;
