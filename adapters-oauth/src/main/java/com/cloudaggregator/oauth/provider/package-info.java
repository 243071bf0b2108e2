/** The authorization code flow with a provider, from the redirect to the proven account. */
@NullMarked
package com.cloudaggregator.oauth.provider;

import org.jspecify.annotations.NullMarked;
