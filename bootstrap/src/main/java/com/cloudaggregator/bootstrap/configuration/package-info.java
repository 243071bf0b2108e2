/** What the operator has configured, checked as a whole before anything is made of it. */
@NullMarked
package com.cloudaggregator.bootstrap.configuration;

import org.jspecify.annotations.NullMarked;
