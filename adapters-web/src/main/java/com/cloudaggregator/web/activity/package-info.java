/** The history of a user's accounts, as a list, a page and a CSV file. */
@NullMarked
package com.cloudaggregator.web.activity;

import org.jspecify.annotations.NullMarked;
