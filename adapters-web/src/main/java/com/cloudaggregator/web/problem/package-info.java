/**
 * The catalogue of error codes, its pages, and every refusal as an RFC 9457 problem or as a page.
 */
@NullMarked
package com.cloudaggregator.web.problem;

import org.jspecify.annotations.NullMarked;
