/**
 * The accounts of one user: listing them, showing one, testing its connection; and the port that
 * stores them.
 */
@NullMarked
package com.cloudaggregator.application.account;

import org.jspecify.annotations.NullMarked;
