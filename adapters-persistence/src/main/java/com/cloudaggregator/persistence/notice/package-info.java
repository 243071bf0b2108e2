/** Notices to former owners. */
@NullMarked
package com.cloudaggregator.persistence.notice;

import org.jspecify.annotations.NullMarked;
