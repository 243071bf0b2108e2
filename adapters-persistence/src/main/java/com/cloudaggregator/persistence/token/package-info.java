/** Refresh leases, stored access tokens and the audit trail of service calls. */
@NullMarked
package com.cloudaggregator.persistence.token;

import org.jspecify.annotations.NullMarked;
