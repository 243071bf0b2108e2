/** Offenders against the rules, planted so that each rule is seen to reject one. */
@NullMarked
package com.cloudaggregator.architecture.planted.application.leak;

import org.jspecify.annotations.NullMarked;
