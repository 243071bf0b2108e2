/** Offenders against the rules on adapters, planted below the adapter's root package. */
@NullMarked
package com.cloudaggregator.architecture.planted.web.transfer;

import org.jspecify.annotations.NullMarked;
