/** Has no classes: the offender against the rule that every root package has some. */
@NullMarked
package com.cloudaggregator.architecture.planted.oauth;

import org.jspecify.annotations.NullMarked;
