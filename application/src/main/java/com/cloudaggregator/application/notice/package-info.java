/** Notices to a former owner that an account was moved. */
@NullMarked
package com.cloudaggregator.application.notice;

import org.jspecify.annotations.NullMarked;
