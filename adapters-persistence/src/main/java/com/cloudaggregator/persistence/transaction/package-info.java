/** Transactions, and the translation of database errors into the domain's faults. */
@NullMarked
package com.cloudaggregator.persistence.transaction;

import org.jspecify.annotations.NullMarked;
