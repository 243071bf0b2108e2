/** Checks an existing installation without changing it. */
@NullMarked
package com.cloudaggregator.bootstrap.installation;

import org.jspecify.annotations.NullMarked;
