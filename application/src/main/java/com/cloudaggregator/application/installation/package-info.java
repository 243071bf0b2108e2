/** Checks of an installed database, made without changing it. */
@NullMarked
package com.cloudaggregator.application.installation;

import org.jspecify.annotations.NullMarked;
