/** Notices to a former owner about accounts that were transferred away. */
@NullMarked
package com.cloudaggregator.web.notice;

import org.jspecify.annotations.NullMarked;
