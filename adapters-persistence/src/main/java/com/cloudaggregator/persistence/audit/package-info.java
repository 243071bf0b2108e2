/** What an operator can look up about one account. */
@NullMarked
package com.cloudaggregator.persistence.audit;

import org.jspecify.annotations.NullMarked;
