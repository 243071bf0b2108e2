/** What an owner holds custody of, in a form that never prints. */
@NullMarked
package com.cloudaggregator.domain.credential;

import org.jspecify.annotations.NullMarked;
