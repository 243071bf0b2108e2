/**
 * The meaning of providers' errors: one table for each provider, over the registered codes of OAuth
 * and OpenID Connect.
 */
@NullMarked
package com.cloudaggregator.oauth.refusal;

import org.jspecify.annotations.NullMarked;
