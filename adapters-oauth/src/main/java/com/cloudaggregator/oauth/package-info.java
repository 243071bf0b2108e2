/** Providers and tokens out: HTTP to the providers, the proofs in their answers, and whatever is signed or sealed. */
@NullMarked
package com.cloudaggregator.oauth;

import org.jspecify.annotations.NullMarked;
