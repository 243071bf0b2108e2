/** What has happened to an account, told to whoever keeps the record: the log, the history, the host product. */
@NullMarked
package com.cloudaggregator.domain.event;

import org.jspecify.annotations.NullMarked;
