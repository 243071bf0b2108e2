/** The transactional outbox of events for the host product. */
@NullMarked
package com.cloudaggregator.persistence.webhook;

import org.jspecify.annotations.NullMarked;
