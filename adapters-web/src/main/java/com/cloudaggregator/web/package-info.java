/**
 * The HTTP adapter: its configuration, its settings, and the writer of problems for filters outside
 * it.
 */
@NullMarked
package com.cloudaggregator.web;

import org.jspecify.annotations.NullMarked;
