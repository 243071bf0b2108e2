/**
 * OpenID Connect pieces shared by the providers and the users' sign-in: an issuer, its key set and
 * the check of its ID tokens.
 */
@NullMarked
package com.cloudaggregator.oauth.openid;

import org.jspecify.annotations.NullMarked;
