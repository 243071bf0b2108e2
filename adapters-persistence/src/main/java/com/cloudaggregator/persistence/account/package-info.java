/** The accounts, their sealed credentials, and the insert that the unique index decides. */
@NullMarked
package com.cloudaggregator.persistence.account;

import org.jspecify.annotations.NullMarked;
