/** What a former owner is told. */
@NullMarked
package com.cloudaggregator.application.notice;

import org.jspecify.annotations.NullMarked;
