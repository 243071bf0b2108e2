/** HTTP in: the callback, the API, the pages, and the one form in which anything is refused. */
@NullMarked
package com.cloudaggregator.web;

import org.jspecify.annotations.NullMarked;
