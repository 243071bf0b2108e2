/** Events for the host product: delivered in order per account, at least once, inspected and delivered again. */
@NullMarked
package com.cloudaggregator.application.webhook;

import org.jspecify.annotations.NullMarked;
